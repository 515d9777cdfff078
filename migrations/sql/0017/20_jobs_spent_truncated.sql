-- Before, while the rows can still be counted.
CREATE TRIGGER jobs_spent_truncated BEFORE TRUNCATE ON flowgroup.jobs
FOR EACH STATEMENT EXECUTE FUNCTION flowgroup.keep_all_spent()
