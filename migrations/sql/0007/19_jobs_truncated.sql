-- TRUNCATE fires no trigger for rows.
CREATE TRIGGER jobs_truncated AFTER TRUNCATE ON flowgroup.jobs
FOR EACH STATEMENT EXECUTE FUNCTION flowgroup.untally()
