-- What a retry, a cancel or a verdict not_created would touch, and what it leaves alone and why; changes nothing.
-- The function that acts judges each row again: this is for a person to look at first. Their calls are read in the
-- order of the index, at once.
WITH found AS MATERIALIZED (
    SELECT j.id, j.status, j.error_code, j.contracts, j.duplicate_risk, j.pruned_at IS NOT NULL AS pruned,
           j.status <> ALL (CAST(:takes AS text[]))
               AND NOT (CAST(:sends AS boolean) AND j.status = 'invalid' AND flowgroup.lacks_files(j.errors)) AS other
    FROM flowgroup.jobs j
    WHERE (CAST(:ids AS bigint[]) IS NULL OR j.id = ANY (CAST(:ids AS bigint[])))
      AND (CAST(:batch AS text) IS NULL OR j.batch = :batch)
      AND (CAST(:status AS text) IS NULL OR j.status = :status)
      AND (CAST(:code AS text) IS NULL OR j.error_code = :code OR starts_with(j.error_code, :code || '.'))
      AND (CAST(:account AS text) IS NULL OR j.account = :account)
      AND (CAST(:older AS interval) IS NULL
           OR coalesce(j.finished_at, j.created_at) <= now() - CAST(:older AS interval))
      AND (CAST(:newer AS interval) IS NULL
           OR coalesce(j.finished_at, j.created_at) >= now() - CAST(:newer AS interval))
      AND (CAST(:text AS text) IS NULL
           OR strpos(lower(concat_ws(' ', j.batch, j.dedupe_key, j.error_code, j.flow_group_id, j.request_id,
                  array_to_string(j.flow_ids, ' '))), lower(:text)) > 0
           OR j.id IN (SELECT a.job_id FROM flowgroup.attempts a WHERE a.request_id = :text))
), made AS MATERIALIZED (
    SELECT a.job_id FROM flowgroup.attempts a
    WHERE (CAST(:sends AS boolean) OR CAST(:settles AS boolean)) AND a.outcome = 'created'
      AND a.job_id = ANY (ARRAY(SELECT found.id FROM found WHERE NOT found.other AND NOT found.pruned))
), judged AS (
    SELECT found.id, found.status, found.error_code, found.contracts, CASE
            WHEN found.other THEN 'other_status'
            WHEN CAST(:sends AS boolean) AND found.pruned THEN 'pruned'
            WHEN found.id IN (SELECT made.job_id FROM made) THEN 'created'
            WHEN CAST(:sends AS boolean) AND found.duplicate_risk AND NOT CAST(:including_duplicate_risk AS boolean)
                THEN 'duplicate_risk'
            WHEN CAST(:settles AS boolean) AND EXISTS (
                SELECT FROM flowgroup.attempts a
                WHERE a.job_id = found.id AND a.signed_at > now() - interval '15 minutes') THEN 'too_early'
            ELSE 'free' END AS kind
    FROM found
), placed AS (
    SELECT judged.*, row_number() OVER (PARTITION BY kind ORDER BY id) AS place FROM judged
)
SELECT kind, status, error_code AS code, count(*) AS n, count(*) FILTER (WHERE place <= :limit) AS taken,
       sum(contracts) FILTER (WHERE place <= :limit) AS contracts,
       array_agg(id ORDER BY id) FILTER (WHERE place <= :limit) AS ids
FROM placed
GROUP BY kind, status, error_code
ORDER BY kind, n DESC, status, error_code
