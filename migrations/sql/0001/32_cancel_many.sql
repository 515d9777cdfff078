-- Cancel for many rows in one statement, by the rule of flowgroup.cancel; returns those that were still to be had.
-- Rows are locked in the order of their ids, so that two operators never block each other for good.
CREATE FUNCTION flowgroup.cancel_many(job_ids bigint[], reason text) RETURNS SETOF bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH free AS (
        SELECT j.id FROM flowgroup.jobs j
        WHERE j.id = ANY (cancel_many.job_ids) AND j.status = 'pending'
        ORDER BY j.id FOR UPDATE OF j
    ), withdrawn AS (
        UPDATE flowgroup.jobs j SET status = 'cancelled', finished_at = now(), updated_at = now()
        FROM free WHERE j.id = free.id
        RETURNING j.id
    ), kept AS (
        INSERT INTO flowgroup.audit (action, job_id, reason)
        SELECT 'cancel', withdrawn.id, cancel_many.reason FROM withdrawn ORDER BY withdrawn.id
    )
    SELECT withdrawn.id FROM withdrawn;
END
