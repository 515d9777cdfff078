-- The endpoint is ill: until it is well all workers together make one call per ten seconds, the first ten seconds after
-- the slots that are granted already: mark_well takes the ten seconds back, however soon it comes.
UPDATE flowgroup.slots s
SET ill_since = now(), next_slot = greatest(s.next_slot, clock_timestamp())
        + make_interval(secs => greatest(10, 1 / s.rate_limit))
WHERE s.key_fingerprint = :key_fingerprint AND s.region = :region AND s.action = :action AND s.ill_since IS NULL
RETURNING s.ill_since
