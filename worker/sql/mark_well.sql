-- The endpoint answers again: back to the full rate at once.
UPDATE flowgroup.slots s SET ill_since = NULL, next_slot = clock_timestamp()
WHERE s.key_fingerprint = :key_fingerprint AND s.region = :region AND s.action = :action AND s.ill_since IS NOT NULL
RETURNING s.next_slot
