-- Takes rows of held batches out of the line, the next ones first: what was inserted before the hold, by a transaction
-- that did not see it, or moved by hand. Walks accounts and priorities, so that those out already cost nothing.
WITH RECURSIVE lane AS (
    SELECT h.batch, first.account, first.priority
    FROM flowgroup.held_batches h CROSS JOIN LATERAL (
        SELECT j.account, j.priority FROM flowgroup.jobs j
        WHERE j.batch = h.batch AND j.finished_at IS NULL
        ORDER BY j.account, j.priority LIMIT 1) AS first
    UNION ALL
    SELECT lane.batch, next.account, next.priority
    FROM lane CROSS JOIN LATERAL (
        SELECT j.account, j.priority FROM flowgroup.jobs j
        WHERE j.batch = lane.batch AND j.finished_at IS NULL
          AND (j.account, j.priority) > (lane.account, lane.priority)
        ORDER BY j.account, j.priority LIMIT 1) AS next
), stray AS (
    SELECT due.id FROM lane CROSS JOIN LATERAL (
        SELECT j.id FROM flowgroup.jobs j
        WHERE j.batch = lane.batch AND j.account = lane.account AND j.priority = lane.priority
          AND j.finished_at IS NULL AND j.run_after < 'infinity' AND j.status = 'pending'
        ORDER BY j.run_after
        LIMIT :n FOR UPDATE SKIP LOCKED
    ) AS due
    LIMIT :n
), moved AS (
    UPDATE flowgroup.jobs j
    SET held_run_after = j.run_after, run_after = 'infinity', updated_at = now()
    WHERE j.id = ANY (ARRAY(SELECT stray.id FROM stray))
    RETURNING j.id
)
SELECT count(*) AS n FROM moved
