-- Takes the next free instants of the shared bucket (GCRA), as many as wanted within the horizon and one at least, if the
-- first is no further ahead than this worker may take it: idle time is not saved up. Without a grant it tells that first.
-- A first further ahead than steering and any grant could put it was granted by a clock that was set back since: the next is a second
-- and an interval ahead instead, behind whatever may still be sent. The commit is not waited for: a crash that takes it
-- back lasts longer than the instants that it forgets are ahead.
WITH asked AS MATERIALIZED (
    SELECT clock_timestamp() AS at, set_config('synchronous_commit', 'off', true) AS unflushed
), granted AS (
    UPDATE flowgroup.slots s
    SET granted = flowgroup.slots_within(s, asked.at, :n, :lead, :horizon),
        next_slot = CASE WHEN s.next_slot <= asked.at + make_interval(secs => :ahead)
            THEN greatest(s.next_slot, asked.at + make_interval(secs => :lead))
            ELSE asked.at + make_interval(secs => 1 + flowgroup.slot_interval(s)) END + make_interval(
            secs => flowgroup.slots_within(s, asked.at, :n, :lead, :horizon) * flowgroup.slot_interval(s))
    FROM asked
    WHERE s.key_fingerprint = :key_fingerprint AND s.region = :region AND s.action = :action
      AND (s.next_slot <= asked.at + make_interval(secs => :ahead)
        OR s.next_slot > clock_timestamp() + make_interval(
            secs => greatest(CAST(:lead AS double precision), :horizon)
                + 1 + 2 * greatest(3 / s.rate_limit, flowgroup.slot_interval(s))))
    RETURNING s.next_slot - make_interval(secs => s.granted * flowgroup.slot_interval(s)) AS slot_at, s.granted,
              flowgroup.slot_interval(s) AS interval_s, s.rate_limit, s.ill_since IS NOT NULL AS ill, asked.at
)
SELECT granted, slot_at, interval_s, rate_limit, ill, at AS asked_at FROM granted
UNION ALL
SELECT 0, s.next_slot, flowgroup.slot_interval(s), s.rate_limit,
       s.ill_since IS NOT NULL, clock_timestamp()
FROM flowgroup.slots s
WHERE s.key_fingerprint = :key_fingerprint AND s.region = :region AND s.action = :action
  AND NOT EXISTS (SELECT FROM granted)
