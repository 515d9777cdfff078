-- Takes reports of attempts: the attempt row always (evidence first), the job row if that attempt is its newest.
-- May be repeated for ever with the same reports; a late report settles a row in doubt, a creation always counts.
WITH report AS (
    SELECT * FROM jsonb_to_recordset(CAST(:reports AS jsonb)) AS r (
        job_id bigint, attempt_no integer, token uuid, outcome text, error_code text, error_message text,
        request_id text, latency_ms integer, flow_group_id text, flow_ids text[], approvers jsonb,
        duplicate_risk boolean, delay_s double precision, errors jsonb)
), evidence AS (
    UPDATE flowgroup.attempts a
    SET outcome = r.outcome, finished_at = clock_timestamp(), error_code = r.error_code,
        error_message = r.error_message, request_id = r.request_id, latency_ms = r.latency_ms,
        flow_group_id = r.flow_group_id, flow_ids = r.flow_ids, approvers = r.approvers
    FROM report r
    WHERE a.job_id = r.job_id AND a.attempt_no = r.attempt_no AND a.token = r.token
      AND (a.outcome IS NULL OR (a.outcome = 'in_doubt' AND r.outcome <> 'in_doubt'))
    RETURNING r.*
), next AS (
    SELECT e.*, CASE e.outcome
        WHEN 'created' THEN 'succeeded'
        WHEN 'refused' THEN 'failed'
        WHEN 'in_doubt' THEN 'in_doubt'
        WHEN 'invalid' THEN 'invalid'
        WHEN 'transient' THEN CASE WHEN j.attempts >= j.max_attempts THEN 'failed' ELSE 'pending' END
        ELSE 'pending' END AS status,
        e.outcome IN ('throttled', 'not_sent', 'account_paused', 'invalid') AS uncounted
    FROM evidence e JOIN flowgroup.jobs j ON j.id = e.job_id
)
UPDATE flowgroup.jobs j
SET status = n.status,
    attempts = j.attempts - CASE WHEN n.uncounted THEN 1 ELSE 0 END,
    deferrals = CASE WHEN n.outcome IN ('throttled', 'not_sent') THEN j.deferrals + 1 ELSE 0 END,
    run_after = CASE WHEN n.status = 'pending'
        THEN now() + make_interval(secs => coalesce(n.delay_s, 0)) ELSE j.run_after END,
    flow_group_id = n.flow_group_id,
    flow_ids = n.flow_ids,
    approvers = n.approvers,
    request_id = coalesce(n.request_id, j.request_id),
    error_code = n.error_code,
    error_message = n.error_message,
    errors = n.errors,
    duplicate_risk = j.duplicate_risk OR coalesce(n.duplicate_risk, false),
    finished_at = CASE WHEN n.status <> 'pending' THEN now() END,
    updated_at = now()
FROM next n
WHERE j.id = n.job_id AND j.attempt_no = n.attempt_no
  AND (j.status IN ('sending', 'in_doubt')
       OR n.outcome = 'created' AND j.status IN ('pending', 'failed', 'cancelled', 'invalid'))
RETURNING j.id AS job_id, j.attempt_no, j.status
