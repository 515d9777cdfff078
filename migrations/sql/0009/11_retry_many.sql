-- Retry for many rows in one statement, by the rules of flowgroup.retry; returns those that wait again.
-- Rows are locked in the order of their ids, so that two operators never block each other for good.
CREATE OR REPLACE FUNCTION flowgroup.retry_many(job_ids bigint[], reason text, including_duplicate_risk boolean DEFAULT false)
RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH free AS (
        SELECT j.id FROM flowgroup.jobs j
        WHERE j.id = ANY (retry_many.job_ids) AND j.pruned_at IS NULL
            AND (j.status IN ('failed', 'cancelled') OR j.status = 'invalid' AND flowgroup.lacks_files(j.errors))
            AND (NOT j.duplicate_risk OR retry_many.including_duplicate_risk)
            AND NOT EXISTS (SELECT FROM flowgroup.attempts a WHERE a.job_id = j.id AND a.outcome = 'created')
        ORDER BY j.id FOR UPDATE OF j
    ), again AS (
        UPDATE flowgroup.jobs j
        SET status = 'pending', attempts = 0, deferrals = 0, errors = NULL, run_after = now(), updated_at = now(),
            finished_at = NULL, send_before = CASE WHEN j.send_before > now() THEN j.send_before END
        FROM free WHERE j.id = free.id
        RETURNING j.id
    ), kept AS (
        INSERT INTO flowgroup.audit (action, job_id, reason)
        SELECT 'retry', again.id, retry_many.reason FROM again ORDER BY again.id
    )
    SELECT again.id FROM again;
    IF FOUND THEN
        PERFORM pg_notify('flowgroup_jobs', '');
    END IF;
END
$$
