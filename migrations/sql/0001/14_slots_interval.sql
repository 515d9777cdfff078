-- Seconds between two slots: the limit, slowed where others use the key, with its margin; or ten seconds while the endpoint is ill.
CREATE FUNCTION flowgroup.slot_interval(slot flowgroup.slots) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (slot).ill_since IS NULL
    THEN (slot).slowdown / (slot).rate_limit + (slot).margin_ms / 1000
    ELSE greatest(10, 1 / (slot).rate_limit) END
