-- A row that is taken away.
CREATE TRIGGER jobs_tallied_deleted AFTER DELETE ON flowgroup.jobs
FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL)
EXECUTE FUNCTION flowgroup.retally()
