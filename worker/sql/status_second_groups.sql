-- Rows created more than once, the newest first, with their number in all.
-- The condition is that of the partial index, so that the history is not read.
SELECT j.id, j.batch, j.flow_group_id, j.second_groups, count(*) OVER () AS rows
FROM flowgroup.jobs j
WHERE j.second_groups IS NOT NULL AND (CAST(:batch AS text) IS NULL OR j.batch = :batch)
ORDER BY j.id DESC
LIMIT 20
