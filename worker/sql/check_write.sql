-- Verdicts on a batch: rows with faults end invalid, the others are checked. Only what still waits, and still is the
-- version that was looked at; what somebody holds now is looked at again.
WITH verdict AS (
    SELECT v.id, v.version, v.errors
    FROM jsonb_to_recordset(CAST(:verdicts AS jsonb)) AS v (id bigint, version text, errors jsonb)
), free AS (
    SELECT j.id, verdict.errors
    FROM flowgroup.jobs j JOIN verdict ON verdict.id = j.id AND verdict.version = j.xmin::text
    WHERE j.status = 'pending' AND j.checked_at IS NULL
    ORDER BY j.id FOR UPDATE OF j SKIP LOCKED
)
UPDATE flowgroup.jobs j
SET checked_at = now(), errors = free.errors,
    status = CASE WHEN free.errors IS NULL THEN 'pending' ELSE 'invalid' END,
    finished_at = CASE WHEN free.errors IS NULL THEN NULL ELSE now() END,
    updated_at = CASE WHEN free.errors IS NULL THEN j.updated_at ELSE now() END
FROM free
WHERE j.id = free.id
RETURNING j.id AS job_id, j.status
