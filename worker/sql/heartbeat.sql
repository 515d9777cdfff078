-- Says that a worker lives, what it holds, and why it sends nothing if so.
INSERT INTO flowgroup.workers AS w (worker, host, pid, version, endpoint, rate_limit, in_flight, blocked)
VALUES (:worker, :host, :pid, :version, :endpoint, :rate_limit, :in_flight, :blocked)
ON CONFLICT (worker) DO UPDATE
SET last_seen = now(), in_flight = excluded.in_flight, blocked = excluded.blocked
