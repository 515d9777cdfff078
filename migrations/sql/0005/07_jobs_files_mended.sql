-- Whatever state the row is in: one that failed may be mended so, and sent again.
CREATE TRIGGER jobs_files_mended BEFORE UPDATE OF payload ON flowgroup.jobs
FOR EACH ROW WHEN (OLD.payload IS DISTINCT FROM NEW.payload)
EXECUTE FUNCTION flowgroup.seek_files()
