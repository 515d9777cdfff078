-- A person's word on a row in doubt. 'not_created' waits 15 minutes after signing: a signature dies after
-- 300 seconds, so by then no copy of the request can be accepted any more, even from a frozen worker.
CREATE FUNCTION flowgroup.resolve(
    job_id bigint, verdict text, flow_group_id text, flow_ids text[], reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    safe_at timestamptz;
BEGIN
    SELECT a.signed_at + interval '15 minutes' INTO safe_at
    FROM flowgroup.jobs j JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
    WHERE j.id = resolve.job_id AND j.status = 'in_doubt'
    FOR UPDATE OF j;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Job % is not in doubt: nothing to resolve.', resolve.job_id;
    END IF;
    CASE resolve.verdict
    WHEN 'created' THEN
        IF coalesce(resolve.flow_group_id, '') = '' THEN
            RAISE EXCEPTION 'The verdict created needs the FlowGroupId that was found.';
        END IF;
        UPDATE flowgroup.jobs j
        SET status = 'succeeded', flow_group_id = resolve.flow_group_id, flow_ids = resolve.flow_ids,
            error_code = NULL, error_message = NULL, finished_at = now(), updated_at = now()
        WHERE j.id = resolve.job_id;
    WHEN 'not_created' THEN
        IF now() < safe_at THEN
            RAISE EXCEPTION 'Too early: the request of job % may still be accepted. Say not_created after %.',
                resolve.job_id, safe_at;
        END IF;
        UPDATE flowgroup.jobs j
        SET status = 'failed', error_code = 'Worker.NotCreated', error_message = NULL,
            finished_at = now(), updated_at = now()
        WHERE j.id = resolve.job_id;
    ELSE
        RAISE EXCEPTION 'Unknown verdict %: say created or not_created.', resolve.verdict;
    END CASE;
    INSERT INTO flowgroup.audit (action, job_id, reason, detail)
    VALUES ('resolve', resolve.job_id, resolve.reason,
            jsonb_build_object('verdict', resolve.verdict, 'flow_group_id', resolve.flow_group_id));
END
$$
