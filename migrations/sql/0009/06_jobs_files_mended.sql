-- Whatever state the row is in: one that failed may be mended so, and sent again. A digest refers to no files.
-- Only pruning changes pruned_at together with the payload.
CREATE TRIGGER jobs_files_mended BEFORE UPDATE OF payload ON flowgroup.jobs
FOR EACH ROW WHEN (NEW.pruned_at IS NOT DISTINCT FROM OLD.pruned_at AND OLD.payload IS DISTINCT FROM NEW.payload)
EXECUTE FUNCTION flowgroup.seek_files()
