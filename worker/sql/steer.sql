-- Makes the bucket of a key and action, or steers it for the whole fleet: the lowest limit among live workers holds,
-- each call that saw refusals adds margin, clean seconds take it back. The figures are shares of the interval:
-- at 20 a second 0.5 ms at first, 0.2 ms at least, 0.1 ms more for refusals, 0.002 ms less a clean second.
INSERT INTO flowgroup.slots AS s (key_fingerprint, region, action, rate_limit, margin_ms, lost, refused)
VALUES (:key_fingerprint, :region, :action, :rate_limit, 10 / CAST(:rate_limit AS double precision), :lost, :refused)
ON CONFLICT (key_fingerprint, region, action) DO UPDATE
SET rate_limit = least(excluded.rate_limit, (SELECT min(w.rate_limit) FROM flowgroup.worker_state w)),
    margin_ms = CASE
        WHEN excluded.refused = 0 THEN greatest(4 / s.rate_limit, s.margin_ms - 0.04 / s.rate_limit
            * extract(epoch FROM now() - greatest(s.steered_at, s.refused_at)))
        WHEN s.refused_at IS NULL OR s.refused_at < now() - interval '1 second'
            THEN least(s.margin_ms + 2 / s.rate_limit, 1000 / s.rate_limit)
        ELSE s.margin_ms END,
    refused_at = CASE WHEN excluded.refused > 0 THEN now() ELSE s.refused_at END,
    steered_at = now(),
    lost = s.lost + excluded.lost,
    refused = s.refused + excluded.refused
RETURNING margin_ms
