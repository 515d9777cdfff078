-- Stops an account because of what the API or a worker found, and says which row showed it and when to probe;
-- a pause that holds already is left as it is, an operator's own above all; one that has ended gives way.
INSERT INTO flowgroup.accounts AS a (account, paused_since, pause_code, pause_reason, pause_job_id, probe_at)
VALUES (:account, now(), :code, :reason, CAST(:job_id AS bigint),
        now() + make_interval(secs => CAST(:probe_in_s AS double precision)))
ON CONFLICT (account) DO UPDATE
SET paused_since = excluded.paused_since, pause_code = excluded.pause_code, pause_reason = excluded.pause_reason,
    pause_job_id = excluded.pause_job_id, paused_until = NULL, probe_at = excluded.probe_at, probes = 0
WHERE a.paused_since IS NULL OR a.paused_until <= now()
RETURNING a.account
