-- Ends a pause whose own cause is over (credentials are there again, a probe passed); others stay.
UPDATE flowgroup.accounts a
SET paused_since = NULL, pause_code = NULL, pause_reason = NULL, paused_until = NULL,
    pause_job_id = NULL, probe_at = NULL, probes = 0
WHERE a.account = :account AND a.pause_code = :code
RETURNING a.account
