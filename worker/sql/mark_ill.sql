-- The endpoint is ill: until it is well all workers together make one call per ten seconds.
UPDATE flowgroup.slots s
SET ill_since = now(), next_slot = greatest(s.next_slot, clock_timestamp() + interval '10 seconds')
WHERE s.key_fingerprint = :key_fingerprint AND s.region = :region AND s.action = :action AND s.ill_since IS NULL
RETURNING s.ill_since
