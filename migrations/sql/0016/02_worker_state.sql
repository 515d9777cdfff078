-- Workers heard of within the last 30 seconds.
-- `blocked`: why a worker sends nothing at all; what stops it for one account stands in `accounts`.
CREATE OR REPLACE VIEW flowgroup.worker_state AS
SELECT worker, host, pid, version, endpoint, rate_limit, started_at, last_seen, in_flight, blocked, accounts
FROM flowgroup.workers
WHERE last_seen > now() - interval '30 seconds'
