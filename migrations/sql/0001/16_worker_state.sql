-- Workers heard of within the last 30 seconds.
CREATE VIEW flowgroup.worker_state AS
SELECT worker, host, pid, version, endpoint, rate_limit, started_at, last_seen, in_flight, blocked
FROM flowgroup.workers
WHERE last_seen > now() - interval '30 seconds'
