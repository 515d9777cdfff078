-- How many rows ended before a moment and still have their payload, some at a time: reading a year of rows takes longer
-- than a statement may. Rows in doubt are left alone: whoever finds out about them needs the payload.
WITH seen AS MATERIALIZED (
    SELECT j.id, j.finished_at, j.contracts, j.status <> 'in_doubt' AND (j.pruned_at IS NULL OR j.pruned_at < j.updated_at) AS due
    FROM flowgroup.jobs j
    WHERE j.finished_at < now() - CAST(:older AS interval)
      AND (j.finished_at, j.id) > (CAST(:last_at AS timestamptz), CAST(:last_id AS bigint))
    ORDER BY j.finished_at, j.id
    LIMIT 20000
)
SELECT seen.finished_at AS last_at, seen.id AS last_id, sums.rows, sums.contracts
FROM seen, (SELECT count(*) FILTER (WHERE s.due) AS rows, coalesce(sum(s.contracts) FILTER (WHERE s.due), 0) AS contracts
            FROM seen s) AS sums
ORDER BY seen.finished_at DESC, seen.id DESC LIMIT 1
