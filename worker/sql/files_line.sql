-- Which of some accounts have rows that wait for files and are due soon, and for how many the files are ready already.
-- Walks the priorities as begin does, so that rows planned for later hide nothing and cost nothing.
WITH RECURSIVE lane AS (
    SELECT asked.account, (
        SELECT j.priority FROM flowgroup.jobs j
        WHERE j.account = asked.account AND j.status = 'pending' AND j.waits_for_files
        ORDER BY j.priority DESC LIMIT 1) AS priority
    FROM unnest(CAST(:accounts AS text[])) AS asked (account)
    UNION ALL
    SELECT lane.account, (
        SELECT next.priority FROM flowgroup.jobs next
        WHERE next.account = lane.account AND next.status = 'pending' AND next.waits_for_files
          AND next.priority < lane.priority
        ORDER BY next.priority DESC LIMIT 1)
    FROM lane WHERE lane.priority IS NOT NULL
), soonest AS (
    SELECT lane.account, min(first.run_after) AS run_after
    FROM lane CROSS JOIN (VALUES (true), (false)) AS retried (retried) CROSS JOIN LATERAL (
        SELECT j.run_after FROM flowgroup.jobs j
        WHERE j.account = lane.account AND j.status = 'pending' AND j.waits_for_files
          AND j.priority = lane.priority AND (j.attempt_no > 0) = retried.retried
          AND j.run_after < 'infinity'
        AND coalesce(j.batch, '') <> ALL (ARRAY(SELECT h.batch FROM flowgroup.held_batches h))
        ORDER BY j.run_after LIMIT 1
    ) AS first
    GROUP BY lane.account
)
SELECT soonest.account,
       CAST(extract(epoch FROM soonest.run_after - clock_timestamp()) AS double precision) AS due_in_s,
       (SELECT count(*) FROM flowgroup.jobs j
        WHERE j.account = soonest.account AND j.status = 'pending' AND j.files_until IS NOT NULL) AS ready
FROM soonest
WHERE soonest.run_after <= now() + make_interval(secs => :within_s)
