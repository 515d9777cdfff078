-- Rows that come to wait again, by a retry, an answer or a mended payload, or that wait under another batch's name.
-- begin and a call that ends for good never enter the function.
CREATE TRIGGER jobs_withheld_again BEFORE UPDATE OF status, payload, account, send_before, batch ON flowgroup.jobs
FOR EACH ROW WHEN (
    NEW.status = 'pending' AND coalesce(NEW.batch, OLD.batch) IS NOT NULL
    AND (OLD.status <> 'pending' OR OLD.batch IS DISTINCT FROM NEW.batch))
EXECUTE FUNCTION flowgroup.withhold()
