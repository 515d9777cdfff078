-- A row that was over and is no longer what it was; begin and finish never enter the function.
CREATE TRIGGER jobs_tallied_updated AFTER UPDATE ON flowgroup.jobs
FOR EACH ROW WHEN (
    OLD.finished_at IS NOT NULL
        AND (OLD.finished_at, OLD.status, OLD.error_code, OLD.batch, OLD.account, OLD.contracts)
            IS DISTINCT FROM (NEW.finished_at, NEW.status, NEW.error_code, NEW.batch, NEW.account, NEW.contracts)
    OR OLD.finished_at IS NULL AND NEW.finished_at < clock_timestamp() - interval '4 seconds')
EXECUTE FUNCTION flowgroup.retally()
