-- Rows that match, the newest first, from below `before` down to `floor`; never payloads, and no message that could
-- name people.
-- 'infinity' is cut to what every language's dates can hold.
-- What is not asked for is NULL and folds away, so that partial indexes serve what is. A batch, or a bad end, is asked
-- for as a range and stands first in the order: else the planner would walk all ids, newest first, past a night's rows.
-- Calls are asked for row by row, and only where the row itself does not hold the RequestId of its only one.
SELECT j.id, j.batch, j.account, j.status, j.attempts, j.max_attempts, j.error_code AS code, j.duplicate_risk,
       j.flow_group_id, j.second_groups, j.created_at, j.updated_at, j.finished_at,
       least(greatest(j.run_after, timestamptz '0001-01-02 UTC'), timestamptz '9999-12-31 UTC') AS run_after,
       CAST(extract(epoch FROM now() - coalesce(j.finished_at, j.created_at)) AS double precision) AS age_s,
       CASE WHEN j.status = 'pending' AND j.run_after > now() AND isfinite(j.run_after)
           THEN CAST(extract(epoch FROM j.run_after - now()) AS double precision) END AS due_in_s,
       CASE jsonb_typeof(j.errors) WHEN 'array' THEN jsonb_array_length(j.errors) ELSE 0 END AS faults, j.errors -> 0 AS fault
FROM flowgroup.jobs j
WHERE (CAST(:before AS bigint) IS NULL OR j.id < :before)
  AND (CAST(:floor AS bigint) IS NULL OR j.id >= :floor)
  AND (CAST(:ids AS bigint[]) IS NULL OR j.id = ANY (CAST(:ids AS bigint[])))
  AND (CAST(:batch AS text) IS NULL OR j.batch BETWEEN :batch AND :batch)
  AND (CAST(:status AS text) IS NULL OR CASE
          WHEN CAST(:batch AS text) IS NULL AND :status IN ('failed', 'invalid', 'in_doubt', 'cancelled')
          THEN j.status BETWEEN :status AND :status AND j.status IN ('failed', 'invalid', 'in_doubt', 'cancelled')
          ELSE j.status = :status END)
  AND (CAST(:code AS text) IS NULL OR j.id = ANY (ARRAY(
          SELECT c.id FROM flowgroup.jobs c
          WHERE (c.error_code = :code OR starts_with(c.error_code, :code || '.'))
            AND (CAST(:batch AS text) IS NULL OR c.batch = :batch))))
  AND (CAST(:account AS text) IS NULL OR j.account = :account)
  AND (CAST(:older AS interval) IS NULL OR coalesce(j.finished_at, j.created_at) <= now() - CAST(:older AS interval))
  AND (CAST(:newer AS interval) IS NULL OR coalesce(j.finished_at, j.created_at) >= now() - CAST(:newer AS interval))
  AND (CAST(:text AS text) IS NULL
       OR strpos(lower(concat_ws(' ', j.batch, j.dedupe_key, j.error_code, j.flow_group_id, j.request_id,
              array_to_string(j.flow_ids, ' '))), lower(:text)) > 0
       OR (j.attempt_no > 1 OR j.attempt_no = 1 AND j.request_id IS NULL)
          AND (SELECT true FROM flowgroup.attempts a WHERE a.job_id = j.id AND a.request_id = :text LIMIT 1))
  AND (NOT CAST(:duplicate_risk AS boolean) OR j.duplicate_risk)
  AND (NOT CAST(:second_groups AS boolean) OR j.second_groups IS NOT NULL)
ORDER BY CASE WHEN CAST(:batch AS text) IS NOT NULL THEN j.batch
             WHEN :status IN ('failed', 'invalid', 'in_doubt', 'cancelled') THEN j.status END DESC, j.id DESC
LIMIT :limit
