-- The shared bucket of each calling key: its limit, what is left of it after steering, and what was lost.
-- A bucket that nobody steered for a minute belongs to no running worker.
SELECT key_fingerprint, region, action, rate_limit,
       1 / (1 / rate_limit + margin_ms / 1000) AS effective, refused, lost, refused_at,
       steered_at > now() - interval '60 seconds' AS live
FROM flowgroup.slots
ORDER BY key_fingerprint, region, action
