-- Seconds until the next row of an account is due: zero or less now, NULL when none will be. Rows
-- whose files are not ready are not asked for, and those that are held are out of the line.
-- Walks the priorities as begin does, so that rows planned for later hide nothing.
WITH RECURSIVE lane AS (
    (SELECT priority FROM flowgroup.jobs
     WHERE account = :account AND status = 'pending' AND NOT waits_for_files ORDER BY priority DESC LIMIT 1)
    UNION ALL
    SELECT (SELECT next.priority FROM flowgroup.jobs next
            WHERE next.account = :account AND next.status = 'pending' AND NOT next.waits_for_files
              AND next.priority < lane.priority
            ORDER BY next.priority DESC LIMIT 1)
    FROM lane WHERE lane.priority IS NOT NULL
)
SELECT CAST(extract(epoch FROM min(first.run_after) - clock_timestamp()) AS double precision) AS due_in_s
FROM lane CROSS JOIN (VALUES (true), (false)) AS retried (retried) CROSS JOIN LATERAL (
    SELECT j.run_after FROM flowgroup.jobs j
    WHERE j.account = :account AND j.status = 'pending' AND NOT j.waits_for_files
      AND j.priority = lane.priority AND (j.attempt_no > 0) = retried.retried
      AND j.run_after < 'infinity'
      AND coalesce(j.batch, '') <> ALL (ARRAY(SELECT h.batch FROM flowgroup.held_batches h))
    ORDER BY j.run_after LIMIT 1
) AS first
