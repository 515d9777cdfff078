-- Seconds until the next row of each of some accounts is due: zero or less now; those of which none will be are left
-- out. Rows whose files are not ready are not asked for, and those that are held are out of the line.
-- Walks the priorities as begin does, so that rows planned for later hide nothing.
WITH RECURSIVE lane AS (
    SELECT asked.account, (
        SELECT j.priority FROM flowgroup.jobs j
        WHERE j.account = asked.account AND j.status = 'pending' AND NOT j.waits_for_files
        ORDER BY j.priority DESC LIMIT 1) AS priority
    FROM unnest(CAST(:accounts AS text[])) AS asked (account)
    UNION ALL
    SELECT lane.account, (
        SELECT next.priority FROM flowgroup.jobs next
        WHERE next.account = lane.account AND next.status = 'pending' AND NOT next.waits_for_files
          AND next.priority < lane.priority
        ORDER BY next.priority DESC LIMIT 1)
    FROM lane WHERE lane.priority IS NOT NULL
)
SELECT lane.account, CAST(extract(epoch FROM min(first.run_after) - clock_timestamp()) AS double precision) AS due_in_s
FROM lane CROSS JOIN (VALUES (true), (false)) AS retried (retried) CROSS JOIN LATERAL (
    SELECT j.run_after FROM flowgroup.jobs j
    WHERE j.account = lane.account AND j.status = 'pending' AND NOT j.waits_for_files
      AND j.priority = lane.priority AND (j.attempt_no > 0) = retried.retried
      AND j.run_after < 'infinity'
      AND coalesce(j.batch, '') <> ALL (ARRAY(SELECT h.batch FROM flowgroup.held_batches h))
    ORDER BY j.run_after LIMIT 1
) AS first
GROUP BY lane.account
