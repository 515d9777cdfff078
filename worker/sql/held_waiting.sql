-- What a drain leaves: batches that are held and have rows that wait, and (since is NULL) batches that were released
-- and whose rows are not all back in the line. Each is found by one look at an index.
WITH RECURSIVE known AS (
    (SELECT j.batch FROM flowgroup.jobs j
     WHERE j.status = 'pending' AND j.held_run_after IS NOT NULL ORDER BY j.batch LIMIT 1)
    UNION ALL
    SELECT (SELECT j.batch FROM flowgroup.jobs j
            WHERE j.status = 'pending' AND j.held_run_after IS NOT NULL AND j.batch > known.batch
            ORDER BY j.batch LIMIT 1)
    FROM known WHERE known.batch IS NOT NULL
)
SELECT known.batch, CAST(NULL AS timestamptz) AS since, CAST(NULL AS text) AS reason
FROM known
WHERE known.batch IS NOT NULL AND NOT EXISTS (SELECT FROM flowgroup.held_batches h WHERE h.batch = known.batch)
UNION ALL
SELECT h.batch, h.since, h.reason
FROM flowgroup.held_batches h
WHERE EXISTS (SELECT FROM flowgroup.jobs j
              WHERE j.batch = h.batch AND j.finished_at IS NULL AND j.status = 'pending')
ORDER BY since NULLS FIRST, batch
