-- Makes the bucket of a key and action, or steers it for the whole fleet by what one worker saw since its last call.
-- The lowest limit among live workers holds. Refusals widen the margin: each one while it is narrower than 5 % of the
-- interval, by a fifth at least and five at once, for a jittery network is learnt soon; beyond that each second with one.
-- Seconds take it back (at 20 a second 0.5 ms at first, 0.2 ms at least, 0.1 ms more, 0.002 ms less, and 0.003 below
-- 0.8 ms, so that one refusal in 50 s leaves it narrow); missed slots widen it as far as lets a slot be used later (at 20
-- a second 0.03 ms each, up to 0.35 ms). Where more than 5 % of the
-- last ten seconds' calls are refused all the same somebody else uses the key: 5 % slower a second, half the rate at
-- the most.
INSERT INTO flowgroup.slots AS s (key_fingerprint, region, action, rate_limit, margin_ms, lost, refused)
SELECT :key_fingerprint, :region, :action, CAST(:rate_limit AS double precision),
       10 / CAST(:rate_limit AS double precision), CAST(:lost AS bigint), CAST(:refused AS bigint)
FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unflushed
ON CONFLICT (key_fingerprint, region, action) DO UPDATE
SET rate_limit = least(excluded.rate_limit, (SELECT min(w.rate_limit) FROM flowgroup.worker_state w)),
    margin_ms = CASE
        WHEN excluded.refused = 0 THEN greatest(
            4 / s.rate_limit,
            s.margin_ms - CASE WHEN s.margin_ms < 16 / s.rate_limit THEN 0.06 ELSE 0.04 END / s.rate_limit
                * greatest(extract(epoch FROM now() - greatest(s.steered_at, s.refused_at)), 0),
            CASE WHEN excluded.lost > 0
                THEN least(s.margin_ms + 0.6 / s.rate_limit * excluded.lost, 7 / s.rate_limit) END)
        WHEN s.margin_ms < 50 / s.rate_limit
            THEN least(s.margin_ms + least(excluded.refused, 5) * greatest(2 / s.rate_limit, s.margin_ms / 5),
                50 / s.rate_limit)
        WHEN s.slowdown = 1 AND coalesce(s.refused_at, '-infinity') < now() - interval '1 second'
            THEN least(s.margin_ms + 2 / s.rate_limit, 1000 / s.rate_limit)
        ELSE s.margin_ms END,
    recent_sent = s.recent_sent * exp(-greatest(extract(epoch FROM now() - s.steered_at), 0) / 10) + :sent,
    recent_refused = s.recent_refused * exp(-greatest(extract(epoch FROM now() - s.steered_at), 0) / 10) + excluded.refused,
    slowdown = CASE
        WHEN s.margin_ms > 45 / s.rate_limit AND s.recent_refused + excluded.refused >= 3
            AND s.recent_refused + excluded.refused > 0.05 * (s.recent_sent + :sent)
        THEN CASE WHEN s.slowed_at IS NULL OR s.slowed_at < now() - interval '1 second'
            THEN least(2, s.slowdown * 1.05) ELSE s.slowdown END
        ELSE greatest(1, s.slowdown * (1 - 0.005 * least(greatest(extract(epoch FROM now() - s.steered_at), 0), 10))) END,
    slowed_at = CASE
        WHEN s.margin_ms > 45 / s.rate_limit AND s.recent_refused + excluded.refused >= 3
            AND s.recent_refused + excluded.refused > 0.05 * (s.recent_sent + :sent)
            AND (s.slowed_at IS NULL OR s.slowed_at < now() - interval '1 second')
        THEN now() ELSE s.slowed_at END,
    refused_at = CASE WHEN excluded.refused > 0 THEN now() ELSE s.refused_at END,
    steered_at = now(),
    lost = s.lost + excluded.lost,
    refused = s.refused + excluded.refused
RETURNING margin_ms, slowdown
