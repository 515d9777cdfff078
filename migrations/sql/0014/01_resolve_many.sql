-- The verdict not_created on many rows in doubt, by the rule of flowgroup.resolve; returns those that it settled, and
-- leaves alone whose request may still be accepted. `created` names a group, so it is said of each row by itself.
-- Rows are locked in the order of their ids, so that two operators never block each other for good.
CREATE FUNCTION flowgroup.resolve_many(job_ids bigint[], reason text) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    settled bigint;
BEGIN
    FOR settled IN
        SELECT j.id
        FROM flowgroup.jobs j JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
        WHERE j.id = ANY (resolve_many.job_ids) AND j.status = 'in_doubt'
            AND a.signed_at + interval '15 minutes' <= now()
        ORDER BY j.id FOR UPDATE OF j
    LOOP
        PERFORM flowgroup.resolve(settled, 'not_created', NULL, NULL, resolve_many.reason);
        RETURN NEXT settled;
    END LOOP;
END
$$
