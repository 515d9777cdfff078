-- Takes or keeps the turn to check, if a row waits for it and no other worker has the turn: then one row comes back.
-- Otherwise nothing is written, and the look ends at the first entry of two partial indexes.
WITH first AS MATERIALIZED (
    (SELECT j.id FROM flowgroup.jobs j
     WHERE j.status = 'pending' AND j.checked_at IS NULL
     ORDER BY j.priority DESC, j.run_after, j.id LIMIT 1)
    UNION ALL
    (SELECT j.id FROM flowgroup.jobs j
     WHERE j.status = 'invalid' AND j.checked_at IS NULL AND j.pruned_at IS NULL
     ORDER BY j.priority DESC, j.run_after, j.id LIMIT 1)
    LIMIT 1
)
INSERT INTO flowgroup.checking AS c (worker, until)
SELECT :worker, clock_timestamp() + make_interval(secs => :turn_s) FROM first
ON CONFLICT (singleton) DO UPDATE SET worker = excluded.worker, until = excluded.until
WHERE c.worker = excluded.worker OR c.until < clock_timestamp()
RETURNING c.worker
