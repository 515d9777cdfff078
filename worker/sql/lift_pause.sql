-- Ends a pause that its own cause ended (credentials are there again); others stay.
UPDATE flowgroup.accounts a
SET paused_since = NULL, pause_code = NULL, pause_reason = NULL, paused_until = NULL, probe_at = NULL, probes = 0
WHERE a.account = :account AND a.pause_code = :code
RETURNING a.account
