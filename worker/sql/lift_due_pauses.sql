-- Pauses with an end that has passed are over.
UPDATE flowgroup.accounts a
SET paused_since = NULL, pause_code = NULL, pause_reason = NULL, paused_until = NULL,
    pause_job_id = NULL, probe_at = NULL, probes = 0
WHERE a.paused_until <= coalesce(CAST(:now AS timestamptz), now())
RETURNING a.account
