-- The calls begun from one moment to another, by minute. Retried are answers after which the row waits again;
-- a call that never left, or whose payload could not be sent, is none.
CREATE FUNCTION flowgroup.calls_between(since timestamptz, before timestamptz) RETURNS SETOF flowgroup.minutes
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    SELECT date_trunc('minute', a.begun_at, 'UTC'), count(*),
           count(*) FILTER (WHERE a.outcome = 'created'),
           count(*) FILTER (WHERE a.outcome = 'refused'),
           count(*) FILTER (WHERE a.outcome IN ('transient', 'throttled', 'account_paused')),
           count(*) FILTER (WHERE a.outcome = 'in_doubt'),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY a.latency_ms),
           percentile_cont(0.95) WITHIN GROUP (ORDER BY a.latency_ms)
    FROM flowgroup.attempts a
    WHERE a.begun_at >= since AND a.begun_at < before
      AND (a.outcome IS NULL OR a.outcome NOT IN ('not_sent', 'invalid'))
    GROUP BY 1;
END
