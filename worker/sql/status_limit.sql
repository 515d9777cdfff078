-- The shared bucket of each calling key: its limit, what steering leaves of it, who else uses it, and what was lost.
-- A bucket that nobody steered for a minute belongs to no running worker.
SELECT s.key_fingerprint, s.region, s.action, s.rate_limit,
       1 / flowgroup.slot_interval(s) AS effective, s.slowdown > 1.02 AS shared, s.ill_since,
       s.refused, s.lost, s.refused_at, s.steered_at > now() - interval '60 seconds' AS live
FROM flowgroup.slots s
ORDER BY s.key_fingerprint, s.region, s.action
