-- One step of pruning: of the next rows by their end, those that still have a payload get its digest, and lose what
-- may name people: approvers, messages, names of files. Ids and codes stay. What somebody holds is left for the next
-- run. Its commit is not waited for: a step that a crash takes back is done again.
WITH unflushed AS MATERIALIZED (
    SELECT set_config('synchronous_commit', 'off', true) AS off
), next AS MATERIALIZED (
    SELECT seen.id, seen.finished_at
    FROM unflushed, LATERAL (
        SELECT j.id, j.finished_at, j.status <> 'in_doubt' AND (j.pruned_at IS NULL OR j.pruned_at < j.updated_at) AS due
        FROM flowgroup.jobs j
        WHERE j.finished_at < CAST(:before AS timestamptz)
          AND (j.finished_at, j.id) > (CAST(:last_at AS timestamptz), CAST(:last_id AS bigint))
        ORDER BY j.finished_at, j.id
        LIMIT CAST(:n AS integer) * 20
    ) AS seen
    WHERE seen.due LIMIT :n
), ended AS (
    (SELECT next.finished_at, next.id FROM next ORDER BY next.finished_at, next.id OFFSET CAST(:n AS integer) - 1)
    UNION ALL
    (SELECT last.finished_at, last.id FROM (
        SELECT j.id, j.finished_at FROM flowgroup.jobs j
        WHERE (SELECT count(*) FROM next) < :n
          AND j.finished_at < CAST(:before AS timestamptz)
          AND (j.finished_at, j.id) > (CAST(:last_at AS timestamptz), CAST(:last_id AS bigint))
        ORDER BY j.finished_at, j.id
        LIMIT CAST(:n AS integer) * 20) AS last
     ORDER BY last.finished_at DESC, last.id DESC LIMIT 1)
), free AS (
    SELECT j.id FROM flowgroup.jobs j
    WHERE j.id = ANY (ARRAY(SELECT next.id FROM next)) AND j.status <> 'in_doubt'
      AND j.finished_at < CAST(:before AS timestamptz)
    FOR UPDATE SKIP LOCKED
), pruned AS (
    UPDATE flowgroup.jobs j
    SET payload = CASE WHEN j.pruned_at IS NULL
            THEN flowgroup.digest(j.payload, j.contracts, j.attempt_no > 0) ELSE j.payload END,
        pruned_at = now(), approvers = NULL, error_message = NULL, file_ids = NULL, files_until = NULL,
        waits_for_files = false
    WHERE j.id = ANY (ARRAY(SELECT free.id FROM free))
    RETURNING j.id
), calls AS (
    UPDATE flowgroup.attempts a SET approvers = NULL, error_message = NULL
    WHERE a.job_id = ANY (ARRAY(SELECT pruned.id FROM pruned))
      AND (a.approvers IS NOT NULL OR a.error_message IS NOT NULL)
), told AS (
    UPDATE flowgroup.audit d
    SET detail = jsonb_set(d.detail, '{rows}', to_jsonb(CAST(d.detail ->> 'rows' AS bigint) + (SELECT count(*) FROM pruned)))
    WHERE d.id = :audit_id
)
SELECT ended.finished_at AS last_at, ended.id AS last_id, (SELECT count(*) FROM pruned) AS pruned,
       (SELECT count(*) FROM next) - (SELECT count(*) FROM pruned) AS held
FROM ended
