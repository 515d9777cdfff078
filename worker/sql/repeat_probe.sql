-- A probe that never left has shown nothing: it is due again in a second, and does not count as one.
UPDATE flowgroup.accounts a
SET probe_at = now() + interval '1 s', probes = greatest(a.probes - 1, 0)
WHERE a.account = :account AND a.pause_code = :code AND a.probe_at IS NOT NULL
RETURNING a.probe_at
