-- What health and metrics say of the fleet: how old the oldest due row is, whether due rows of accounts that may send get
-- slots, who works, what the limit is, what is paused. Two index entries per account and priority, however many rows wait.
WITH RECURSIVE line AS (
    (SELECT account, priority FROM flowgroup.jobs
     WHERE status = 'pending' AND NOT waits_for_files ORDER BY account, priority DESC LIMIT 1)
    UNION ALL
    SELECT next.account, next.priority
    FROM line CROSS JOIN LATERAL (
        (SELECT j.account, j.priority FROM flowgroup.jobs j
         WHERE j.status = 'pending' AND NOT j.waits_for_files AND j.account = line.account
           AND j.priority < line.priority
         ORDER BY j.priority DESC LIMIT 1)
        UNION ALL
        (SELECT j.account, j.priority FROM flowgroup.jobs j
         WHERE j.status = 'pending' AND NOT j.waits_for_files AND j.account > line.account
         ORDER BY j.account, j.priority DESC LIMIT 1)
        LIMIT 1
    ) AS next
), for_files AS (
    (SELECT account, priority FROM flowgroup.jobs
     WHERE status = 'pending' AND waits_for_files ORDER BY account, priority DESC LIMIT 1)
    UNION ALL
    SELECT next.account, next.priority
    FROM for_files CROSS JOIN LATERAL (
        (SELECT j.account, j.priority FROM flowgroup.jobs j
         WHERE j.status = 'pending' AND j.waits_for_files AND j.account = for_files.account
           AND j.priority < for_files.priority
         ORDER BY j.priority DESC LIMIT 1)
        UNION ALL
        (SELECT j.account, j.priority FROM flowgroup.jobs j
         WHERE j.status = 'pending' AND j.waits_for_files AND j.account > for_files.account
         ORDER BY j.account, j.priority DESC LIMIT 1)
        LIMIT 1
    ) AS next
), retried (retried) AS (
    VALUES (true), (false)
), due AS (
    SELECT first.account, true AS in_line, greatest(first.created_at, first.run_after) AS since
    FROM line CROSS JOIN retried CROSS JOIN LATERAL (
        SELECT j.account, j.created_at, j.run_after FROM flowgroup.jobs j
        WHERE j.account = line.account AND j.status = 'pending' AND NOT j.waits_for_files
          AND j.priority = line.priority AND (j.attempt_no > 0) = retried.retried AND j.run_after <= now()
        ORDER BY j.run_after, j.id LIMIT 1
    ) AS first
    UNION ALL
    SELECT first.account, false, greatest(first.created_at, first.run_after)
    FROM for_files CROSS JOIN retried CROSS JOIN LATERAL (
        SELECT j.account, j.created_at, j.run_after FROM flowgroup.jobs j
        WHERE j.account = for_files.account AND j.status = 'pending' AND j.waits_for_files
          AND j.priority = for_files.priority AND (j.attempt_no > 0) = retried.retried AND j.run_after <= now()
        ORDER BY j.run_after, j.id LIMIT 1
    ) AS first
), paused AS (
    SELECT account, pause_code FROM flowgroup.accounts
    WHERE paused_since IS NOT NULL AND (paused_until IS NULL OR paused_until > now())
), waiting AS (
    SELECT due.account, min(due.since) AS since,
           EXISTS (SELECT FROM paused p WHERE p.account IN (due.account, '*')) AS paused,
           EXISTS (SELECT FROM flowgroup.accounts a
                   JOIN flowgroup.slots s ON s.key_fingerprint = a.key_fingerprint AND s.action = :action
                   WHERE a.account = due.account AND s.next_slot > now() - make_interval(secs => :patience)) AS granted
    FROM due
    WHERE due.in_line
    GROUP BY due.account
)
SELECT (SELECT version_num FROM flowgroup.schema_version) AS revision,
       CAST(coalesce((SELECT extract(epoch FROM now() - min(since)) FROM due), 0) AS double precision)
           AS oldest_pending_s,
       (SELECT count(*) FROM flowgroup.worker_state) AS workers,
       CAST(coalesce(sum(s.rate_limit), 0) AS double precision) AS permits,
       CAST(coalesce(sum(1 / flowgroup.slot_interval(s)), 0) AS double precision) AS effective,
       CAST((SELECT coalesce(jsonb_object_agg(pause_code, n), '{}')
             FROM (SELECT pause_code, count(*) AS n FROM paused GROUP BY pause_code) AS by_code) AS text) AS paused,
       coalesce((SELECT bool_and(paused) FROM waiting), false) AS all_paused,
       EXISTS (SELECT FROM waiting
               WHERE NOT paused AND NOT granted AND since < now() - make_interval(secs => :patience)) AS starved
FROM flowgroup.slots s
WHERE s.action = :action AND s.steered_at > now() - interval '60 seconds'
