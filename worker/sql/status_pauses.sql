-- Accounts that may not send now ('*': all of them), and why.
-- The same condition as in begin's gate; but a key that is missing is nobody's business once no row asks for it.
SELECT account, pause_code AS code, pause_reason AS reason, paused_since AS since, nullif(paused_until, 'infinity') AS until,
       probe_at
FROM flowgroup.accounts a
WHERE paused_since IS NOT NULL AND (paused_until IS NULL OR paused_until > now())
  AND (pause_code <> 'Worker.NoCredentials'
       OR EXISTS (SELECT FROM flowgroup.jobs j
                  WHERE j.account = a.account AND j.status = 'pending' AND NOT j.waits_for_files)
       OR EXISTS (SELECT FROM flowgroup.jobs j
                  WHERE j.account = a.account AND j.status = 'pending' AND j.waits_for_files))
ORDER BY account
