-- Two attempts of one job that report at the same moment do not see each other: what both made is settled here,
-- by whoever comes later. Changes nothing when the job knows all its groups.
WITH known AS (
    SELECT a.job_id, array_agg(a.flow_group_id ORDER BY a.attempt_no) AS groups, min(a.attempt_no) AS first_no
    FROM flowgroup.attempts a
    WHERE a.job_id = ANY (CAST(:job_ids AS bigint[])) AND a.outcome = 'created'
    GROUP BY a.job_id
)
UPDATE flowgroup.jobs j
SET status = 'succeeded',
    flow_group_id = coalesce(j.flow_group_id, a.flow_group_id),
    flow_ids = CASE WHEN j.flow_group_id IS NULL THEN a.flow_ids ELSE j.flow_ids END,
    approvers = CASE WHEN j.flow_group_id IS NULL THEN a.approvers ELSE j.approvers END,
    request_id = CASE WHEN j.flow_group_id IS NULL THEN a.request_id ELSE j.request_id END,
    second_groups = (
        SELECT array_agg(DISTINCT seen) FROM unnest(known.groups || j.second_groups) AS seen
        WHERE seen <> coalesce(j.flow_group_id, a.flow_group_id)),
    error_code = NULL, error_message = NULL, errors = NULL,
    finished_at = coalesce(j.finished_at, now()), updated_at = now()
FROM known JOIN flowgroup.attempts a ON a.job_id = ANY (ARRAY[known.job_id]) AND a.attempt_no = known.first_no
WHERE j.id = ANY (ARRAY[known.job_id]) AND j.status <> 'sending'
  AND NOT known.groups <@ (coalesce(j.second_groups, '{}') || j.flow_group_id)
RETURNING j.id AS job_id, j.attempt_no, j.status, j.account
