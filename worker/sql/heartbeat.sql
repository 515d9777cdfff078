-- Says that a worker lives, what it holds, and why it sends nothing, or nothing for an account, if so.
INSERT INTO flowgroup.workers AS w (worker, host, pid, version, endpoint, rate_limit, in_flight, blocked, accounts)
VALUES (:worker, :host, :pid, :version, :endpoint, :rate_limit, :in_flight, :blocked, CAST(:accounts AS jsonb))
ON CONFLICT (worker) DO UPDATE
SET last_seen = now(), in_flight = excluded.in_flight, blocked = excluded.blocked,
    accounts = excluded.accounts
