-- What begin's gate sees for each of some accounts, in their order: the binding beside the worker's own, and the pause
-- that holds it.
SELECT own.key_fingerprint, bound.endpoint, bound.database_identity, bound.generation,
       (SELECT w.beats FROM flowgroup.witnesses w WHERE w.state_id = CAST(:state_id AS uuid)) AS beats,
       (SELECT flowgroup.database_identity()) AS current_identity,
       stopped.account AS paused_account, stopped.paused_since, stopped.pause_code, stopped.pause_reason,
       nullif(stopped.paused_until, 'infinity') AS paused_until, stopped.probes, stopped.probe_at, stopped.probe_at IS NOT NULL AS probing,
       stopped.account = asked.account AND coalesce(stopped.probe_at <= now(), false) AS probe_due
FROM unnest(CAST(:accounts AS text[])) WITH ORDINALITY AS asked (account, place)
LEFT JOIN flowgroup.accounts own ON own.account = asked.account
LEFT JOIN flowgroup.binding bound ON true
LEFT JOIN LATERAL (
    SELECT * FROM flowgroup.accounts held
    WHERE held.account IN (asked.account, '*') AND held.paused_since IS NOT NULL
      AND (held.paused_until IS NULL OR held.paused_until > now())
    ORDER BY held.account = '*' DESC LIMIT 1
) AS stopped ON true
ORDER BY asked.place
