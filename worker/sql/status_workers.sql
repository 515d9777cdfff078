-- Workers heard of within the last 30 seconds.
-- The view is public; here are the columns that the command shows.
SELECT worker, host, pid, version, endpoint, rate_limit, in_flight, blocked, started_at,
       least(last_seen, now()) AS last_seen, accounts
FROM flowgroup.worker_state
ORDER BY host, pid
