-- Rows inserted into a held batch, after they were received. While nothing is held a row pays for one comparison.
CREATE TRIGGER jobs_withheld_inserted BEFORE INSERT ON flowgroup.jobs
FOR EACH ROW WHEN (NEW.batch IS NOT NULL AND NEW.status = 'pending' AND current_setting('flowgroup.holds', true) = 'true')
EXECUTE FUNCTION flowgroup.withhold()
