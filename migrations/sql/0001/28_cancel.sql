-- Withdraws a row that was not sent. Returns whether it was still to be had.
CREATE FUNCTION flowgroup.cancel(job_id bigint, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowgroup.jobs j SET status = 'cancelled', finished_at = now(), updated_at = now()
    WHERE j.id = cancel.job_id AND j.status = 'pending';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO flowgroup.audit (action, job_id, reason) VALUES ('cancel', cancel.job_id, cancel.reason);
    RETURN true;
END
$$
