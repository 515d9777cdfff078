-- The endpoint answers again: back to the full rate at once, an interval after the last slot that was granted.
UPDATE flowgroup.slots s
SET ill_since = NULL,
    next_slot = greatest(clock_timestamp(), s.next_slot - make_interval(secs => flowgroup.slot_interval(s))
        + make_interval(secs => 1 / s.rate_limit + s.margin_ms / 1000))
WHERE s.key_fingerprint = :key_fingerprint AND s.region = :region AND s.action = :action AND s.ill_since IS NOT NULL
RETURNING s.next_slot
