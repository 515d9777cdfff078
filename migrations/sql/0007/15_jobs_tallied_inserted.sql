-- A row that was over long before it was written, as in a copy of another table.
CREATE TRIGGER jobs_tallied_inserted AFTER INSERT ON flowgroup.jobs
FOR EACH ROW WHEN (NEW.finished_at < clock_timestamp() - interval '4 seconds')
EXECUTE FUNCTION flowgroup.retally()
