-- Wakes the workers.
CREATE TRIGGER jobs_announced AFTER INSERT ON flowgroup.jobs
FOR EACH STATEMENT EXECUTE FUNCTION flowgroup.announce()
