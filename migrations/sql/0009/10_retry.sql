-- Sends a failed or cancelled row again with a fresh budget, and one that is invalid for its files alone. Rows whose
-- group may exist stay alone unless told otherwise, rows whose group is known to exist always. A row whose payload was
-- pruned has nothing to send. Returns whether the row waits again.
CREATE OR REPLACE FUNCTION flowgroup.retry(job_id bigint, reason text, including_duplicate_risk boolean DEFAULT false)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    pruned timestamptz;
BEGIN
    SELECT j.pruned_at INTO pruned FROM flowgroup.jobs j WHERE j.id = retry.job_id;
    IF pruned IS NOT NULL THEN
        RAISE EXCEPTION 'Job % has no payload any more: it was pruned on %. Enqueue it anew, or give the row its payload back.',
            retry.job_id, to_char(pruned, 'YYYY-MM-DD');
    END IF;
    UPDATE flowgroup.jobs j
    SET status = 'pending', attempts = 0, deferrals = 0, errors = NULL, run_after = now(), updated_at = now(),
        finished_at = NULL, send_before = CASE WHEN j.send_before > now() THEN j.send_before END
    WHERE j.id = retry.job_id AND j.pruned_at IS NULL
        AND (j.status IN ('failed', 'cancelled') OR j.status = 'invalid' AND flowgroup.lacks_files(j.errors))
        AND (NOT j.duplicate_risk OR retry.including_duplicate_risk)
        AND NOT EXISTS (SELECT FROM flowgroup.attempts a WHERE a.job_id = j.id AND a.outcome = 'created');
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO flowgroup.audit (action, job_id, reason) VALUES ('retry', retry.job_id, retry.reason);
    PERFORM pg_notify('flowgroup_jobs', '');
    RETURN true;
END
$$
