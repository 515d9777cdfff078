-- Wakes the workers.
CREATE TRIGGER jobs_announced AFTER INSERT ON flowgroup.jobs
REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION flowgroup.announce()
