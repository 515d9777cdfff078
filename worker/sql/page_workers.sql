-- The living workers.
-- The view knows who was heard of within 30 seconds.
SELECT now() AS at, worker, host, pid, version, endpoint, rate_limit, in_flight, blocked, started_at,
       least(last_seen, now()) AS last_seen, accounts
FROM flowgroup.worker_state
ORDER BY host, pid
LIMIT :most
