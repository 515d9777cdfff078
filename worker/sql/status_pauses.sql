-- Accounts that may not send now ('*': all of them), and why.
-- The same condition as in begin's gate.
SELECT account, pause_code AS code, pause_reason AS reason, paused_since AS since, nullif(paused_until, 'infinity') AS until,
       probe_at
FROM flowgroup.accounts
WHERE paused_since IS NOT NULL AND (paused_until IS NULL OR paused_until > now())
ORDER BY account
