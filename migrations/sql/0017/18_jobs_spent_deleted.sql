-- Once per DELETE; begin and finish delete nothing.
CREATE TRIGGER jobs_spent_deleted AFTER DELETE ON flowgroup.jobs
REFERENCING OLD TABLE AS gone_rows FOR EACH STATEMENT EXECUTE FUNCTION flowgroup.keep_spent()
