-- Takes the next free instants of the shared bucket (GCRA): idle time is not saved up, and nobody may book
-- further ahead than the horizon. Without a grant it says when to ask again.
WITH granted AS (
    UPDATE flowgroup.slots s
    SET next_slot = greatest(s.next_slot, clock_timestamp() + make_interval(secs => :lead))
        + make_interval(secs => :n * flowgroup.slot_interval(s))
    WHERE s.key_fingerprint = :key_fingerprint AND s.region = :region AND s.action = :action
      AND s.next_slot <= clock_timestamp() + make_interval(secs => :horizon)
    RETURNING s.next_slot - make_interval(secs => :n * flowgroup.slot_interval(s)) AS slot_at,
              flowgroup.slot_interval(s) AS interval_s, s.ill_since IS NOT NULL AS ill
)
SELECT true AS granted, slot_at, interval_s, ill, clock_timestamp() AS asked_at FROM granted
UNION ALL
SELECT false, s.next_slot - make_interval(secs => :horizon), flowgroup.slot_interval(s),
       s.ill_since IS NOT NULL, clock_timestamp()
FROM flowgroup.slots s
WHERE s.key_fingerprint = :key_fingerprint AND s.region = :region AND s.action = :action
  AND NOT EXISTS (SELECT FROM granted)
