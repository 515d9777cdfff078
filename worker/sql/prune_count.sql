-- How many rows ended before a moment and still have their payload. Rows in doubt are left alone: whoever finds out
-- about them needs it.
SELECT count(*) AS rows, coalesce(sum(j.contracts), 0) AS contracts
FROM flowgroup.jobs j
WHERE j.finished_at < now() - CAST(:older AS interval) AND j.status <> 'in_doubt'
  AND (j.pruned_at IS NULL OR j.pruned_at < j.updated_at)
