-- Takes reports of attempts: the attempt row always (evidence first), the job row if that attempt is its newest.
-- May be repeated for ever with the same reports. A creation always counts, whichever attempt it was and however
-- late it is known; a second group of one job is kept beside the first, to be listed. Of several reports on one
-- attempt (a doubt and its late answer that waited together) the definite one is taken.
-- `= ANY (ARRAY[…])` keeps a plan that was made for an empty table from reading a grown one whole: so rows can be found
-- by their key alone.
WITH report AS (
    SELECT DISTINCT ON (r.job_id, r.attempt_no, r.token) r.*
    FROM jsonb_to_recordset(CAST(:reports AS jsonb)) AS r (
        job_id bigint, attempt_no integer, token uuid, outcome text, error_code text, error_message text,
        request_id text, latency_ms integer, flow_group_id text, flow_ids text[], approvers jsonb,
        duplicate_risk boolean, delay_s double precision, counted boolean, errors jsonb,
        files_lost boolean)
    ORDER BY r.job_id, r.attempt_no, r.token, r.outcome = 'in_doubt', r.outcome <> 'created'
), evidence AS (
    UPDATE flowgroup.attempts a
    SET outcome = r.outcome, finished_at = clock_timestamp(), error_code = r.error_code,
        error_message = r.error_message, request_id = r.request_id, latency_ms = r.latency_ms,
        flow_group_id = r.flow_group_id, flow_ids = r.flow_ids, approvers = r.approvers,
        doubted_at = CASE WHEN 'in_doubt' IN (a.outcome, r.outcome)
            THEN coalesce(a.doubted_at, a.finished_at, clock_timestamp()) ELSE a.doubted_at END,
        doubt_code = CASE WHEN 'in_doubt' IN (a.outcome, r.outcome)
            THEN coalesce(a.doubt_code, a.error_code, r.error_code) ELSE a.doubt_code END
    FROM report r
    WHERE a.job_id = ANY (ARRAY[r.job_id]) AND a.attempt_no = r.attempt_no AND a.token = r.token
      AND (a.outcome IS NULL OR (a.outcome = 'in_doubt' AND r.outcome <> 'in_doubt'))
    RETURNING r.*
), known AS (
    SELECT e.*, j.status AS job_status, j.attempt_no AS newest, j.flow_group_id AS job_group,
           j.attempts >= j.max_attempts AND e.counted IS NOT false AS used_up,
           other.flow_group_id AS other_group, other.flow_ids AS other_ids, other.approvers AS other_approvers
    FROM evidence e
    JOIN flowgroup.jobs j ON j.id = ANY (ARRAY[e.job_id])
    LEFT JOIN LATERAL (
        SELECT a.attempt_no, a.flow_group_id, a.flow_ids, a.approvers FROM flowgroup.attempts a
        WHERE j.attempt_no > 1 AND a.job_id = j.id AND a.attempt_no <> e.attempt_no AND a.outcome = 'created'
        UNION ALL
        SELECT b.attempt_no, b.flow_group_id, b.flow_ids, b.approvers FROM evidence b
        WHERE j.attempt_no > 1 AND b.job_id = j.id AND b.attempt_no <> e.attempt_no AND b.outcome = 'created'
        ORDER BY attempt_no LIMIT 1
    ) AS other ON true
), next AS (
    SELECT k.*, CASE
            WHEN k.outcome = 'created' OR k.other_group IS NOT NULL THEN 'succeeded'
            WHEN k.outcome = 'refused' OR k.outcome = 'transient' AND k.used_up THEN 'failed'
            WHEN k.outcome IN ('in_doubt', 'invalid') THEN k.outcome
            ELSE 'pending' END AS status
    FROM known k
    WHERE (k.newest = k.attempt_no AND k.job_status IN ('sending', 'in_doubt'))
       OR (k.outcome = 'created' AND k.job_status <> 'sending')
)
UPDATE flowgroup.jobs j
SET status = n.status,
    attempts = j.attempts
        - CASE WHEN n.outcome IN ('throttled', 'not_sent', 'account_paused', 'invalid')
                OR n.counted IS false AND n.status = 'pending' THEN 1 ELSE 0 END,
    deferrals = CASE WHEN n.outcome IN ('throttled', 'not_sent') THEN j.deferrals + 1
        WHEN n.outcome = 'account_paused' THEN j.deferrals ELSE 0 END,
    run_after = CASE WHEN n.status = 'pending'
        THEN now() + make_interval(secs => coalesce(n.delay_s, 0)) ELSE j.run_after END,
    flow_group_id = coalesce(j.flow_group_id, n.flow_group_id, n.other_group),
    flow_ids = CASE WHEN j.flow_group_id = n.flow_group_id THEN coalesce(j.flow_ids, n.flow_ids)
        WHEN j.flow_group_id IS NOT NULL THEN j.flow_ids
        WHEN n.flow_group_id IS NOT NULL THEN n.flow_ids ELSE n.other_ids END,
    approvers = CASE WHEN j.flow_group_id = n.flow_group_id THEN coalesce(j.approvers, n.approvers)
        WHEN j.flow_group_id IS NOT NULL THEN j.approvers
        WHEN n.flow_group_id IS NOT NULL THEN n.approvers ELSE n.other_approvers END,
    second_groups = CASE
        WHEN n.flow_group_id <> coalesce(j.flow_group_id, n.other_group)
        THEN array_append(j.second_groups, CASE WHEN j.flow_group_id IS NULL THEN n.other_group ELSE n.flow_group_id END)
        ELSE j.second_groups END,
    request_id = CASE WHEN j.flow_group_id IS NULL THEN coalesce(n.request_id, j.request_id) ELSE j.request_id END,
    error_code = CASE WHEN n.status = 'succeeded' THEN NULL
        WHEN n.error_code = 'Worker.SlotMissed' THEN j.error_code ELSE n.error_code END,
    error_message = CASE WHEN n.status = 'succeeded' THEN NULL
        WHEN n.error_code = 'Worker.SlotMissed' THEN j.error_message ELSE n.error_message END,
    errors = n.errors,
    waits_for_files = j.waits_for_files OR n.files_lost IS true,
    file_ids = CASE WHEN n.files_lost THEN NULL ELSE j.file_ids END,
    files_until = CASE WHEN n.files_lost THEN NULL ELSE j.files_until END,
    files_lost = n.status = 'pending' AND (j.files_lost OR n.files_lost IS true AND n.outcome <> 'not_sent'),
    duplicate_risk = j.duplicate_risk OR coalesce(n.duplicate_risk, false),
    finished_at = CASE WHEN n.status <> 'pending' THEN coalesce(j.finished_at, now()) END,
    updated_at = now()
FROM next n
WHERE j.id = ANY (ARRAY[n.job_id]) AND j.attempt_no = n.newest
  AND (j.status IN ('sending', 'in_doubt') OR n.outcome = 'created')
RETURNING j.id AS job_id, n.attempt_no, j.status, j.account
