-- Stops an account because of what the API or a worker found; an operator's own pause is left as it is.
INSERT INTO flowgroup.accounts AS a (account, paused_since, pause_code, pause_reason, probe_at)
VALUES (:account, now(), :code, :reason, now() + make_interval(secs => CAST(:probe_in_s AS double precision)))
ON CONFLICT (account) DO UPDATE
SET paused_since = excluded.paused_since, pause_code = excluded.pause_code, pause_reason = excluded.pause_reason,
    paused_until = NULL, probe_at = excluded.probe_at, probes = 0
WHERE a.paused_since IS NULL
RETURNING a.account
