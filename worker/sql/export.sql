-- Rows that match, by id from above `after` on, some at a time; never payloads, nor messages of the API, which may name
-- people. What is not asked for is NULL and folds away, so that the index of a batch, or of the ids, gives the order.
SELECT j.id, j.batch, j.dedupe_key, j.account, j.status, j.contracts, j.flow_group_id, j.flow_ids, j.second_groups,
       j.request_id, j.error_code AS code, j.duplicate_risk, j.attempts, j.created_at, j.finished_at,
       CASE jsonb_typeof(j.errors) WHEN 'array' THEN j.errors ELSE '[]' END AS faults
FROM flowgroup.jobs j
WHERE j.id > :after
  AND (CAST(:batch AS text) IS NULL OR j.batch = :batch)
  AND (CAST(:status AS text) IS NULL OR j.status = :status)
  AND (CAST(:code AS text) IS NULL OR j.error_code = :code OR starts_with(j.error_code, :code || '.'))
  AND (CAST(:account AS text) IS NULL OR j.account = :account)
  AND (CAST(:older AS interval) IS NULL OR coalesce(j.finished_at, j.created_at) <= now() - CAST(:older AS interval))
  AND (CAST(:newer AS interval) IS NULL OR coalesce(j.finished_at, j.created_at) >= now() - CAST(:newer AS interval))
  AND (CAST(:text AS text) IS NULL
       OR strpos(lower(concat_ws(' ', j.batch, j.dedupe_key, j.error_code, j.flow_group_id, j.request_id,
              array_to_string(j.flow_ids, ' '))), lower(:text)) > 0
       OR j.id IN (SELECT a.job_id FROM flowgroup.attempts a WHERE a.request_id = :text))
ORDER BY j.id
LIMIT :n
