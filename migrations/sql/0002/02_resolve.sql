-- A person's word on a row in doubt. 'not_created' waits 15 minutes after signing: a signature dies after
-- 300 seconds, so by then no copy of the request can be accepted any more, even from a frozen worker.
-- A group that an older attempt is known to have created is kept by either verdict. The audit table keeps what the
-- verdict was about: the attempt, and since when and why it was in doubt.
CREATE OR REPLACE FUNCTION flowgroup.resolve(
    job_id bigint, verdict text, flow_group_id text, flow_ids text[], reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    doubt record;
    known_groups text[];
    first_known flowgroup.attempts;
BEGIN
    SELECT a.signed_at + interval '15 minutes' AS safe_at, a.attempt_no, j.finished_at AS since, j.error_code AS code
    INTO doubt
    FROM flowgroup.jobs j JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
    WHERE j.id = resolve.job_id AND j.status = 'in_doubt'
    FOR UPDATE OF j;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Job % is not in doubt: nothing to resolve.', resolve.job_id;
    END IF;
    SELECT array_agg(a.flow_group_id ORDER BY a.attempt_no) INTO known_groups
    FROM flowgroup.attempts a WHERE a.job_id = resolve.job_id AND a.outcome = 'created';
    CASE resolve.verdict
    WHEN 'created' THEN
        IF coalesce(resolve.flow_group_id, '') = '' THEN
            RAISE EXCEPTION 'The verdict created needs the FlowGroupId that was found.';
        END IF;
        UPDATE flowgroup.jobs j
        SET status = 'succeeded', flow_group_id = resolve.flow_group_id, flow_ids = resolve.flow_ids,
            second_groups = nullif(array_remove(known_groups, resolve.flow_group_id), '{}'),
            error_code = NULL, error_message = NULL, finished_at = now(), updated_at = now()
        WHERE j.id = resolve.job_id;
    WHEN 'not_created' THEN
        IF now() < doubt.safe_at THEN
            RAISE EXCEPTION 'Too early: the request of job % may still be accepted. Say not_created after %.',
                resolve.job_id, doubt.safe_at;
        END IF;
        SELECT a.* INTO first_known FROM flowgroup.attempts a
        WHERE a.job_id = resolve.job_id AND a.outcome = 'created' ORDER BY a.attempt_no LIMIT 1;
        UPDATE flowgroup.jobs j
        SET status = CASE WHEN known_groups IS NULL THEN 'failed' ELSE 'succeeded' END,
            flow_group_id = first_known.flow_group_id, flow_ids = first_known.flow_ids,
            approvers = first_known.approvers, second_groups = nullif(known_groups[2:], '{}'),
            error_code = CASE WHEN known_groups IS NULL THEN 'Worker.NotCreated' END, error_message = NULL,
            finished_at = now(), updated_at = now()
        WHERE j.id = resolve.job_id;
    ELSE
        RAISE EXCEPTION 'Unknown verdict %: say created or not_created.', resolve.verdict;
    END CASE;
    INSERT INTO flowgroup.audit (action, job_id, reason, detail)
    VALUES ('resolve', resolve.job_id, resolve.reason,
            jsonb_build_object(
                'verdict', resolve.verdict, 'flow_group_id', resolve.flow_group_id,
                'attempt_no', doubt.attempt_no, 'since', doubt.since, 'code', doubt.code));
END
$$
