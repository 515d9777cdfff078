-- Verdicts on a batch: all are checked, and those with faults are invalid; one that was refused before stays so, with
-- the end that it had, so that whatever counts ends has nothing to mend. The version says that a row is the one that
-- was looked at, so it still waits or is refused, and is unchecked; what somebody holds now is looked at again. Nothing
-- else is asked of a row, lest a plan made for an empty table read more than the rows of these ids (see finish.sql).
WITH verdict AS (
    SELECT v.id, v.version, v.errors
    FROM jsonb_to_recordset(CAST(:verdicts AS jsonb)) AS v (id bigint, version text, errors jsonb)
), free AS (
    SELECT j.id, verdict.errors
    FROM flowgroup.jobs j JOIN verdict ON j.id = ANY (ARRAY[verdict.id]) AND verdict.version = j.xmin::text
    ORDER BY verdict.id FOR UPDATE OF j SKIP LOCKED
)
UPDATE flowgroup.jobs j
SET checked_at = now(), errors = coalesce(free.errors, j.errors),
    status = CASE WHEN free.errors IS NULL THEN j.status ELSE 'invalid' END,
    finished_at = CASE WHEN free.errors IS NULL THEN j.finished_at ELSE coalesce(j.finished_at, now()) END,
    updated_at = CASE WHEN free.errors IS NULL THEN j.updated_at ELSE now() END
FROM free
WHERE j.id = ANY (ARRAY[free.id])
RETURNING j.id AS job_id, j.status
