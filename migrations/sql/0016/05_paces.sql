-- As before, and: where the workers are blocked for an account nothing of it moves.
-- Its end is then not estimated by the pace of the last minute, which others made.
CREATE OR REPLACE FUNCTION flowgroup.paces() RETURNS TABLE (
    account text, key text, limit_per_second double precision, calls_per_second double precision, moves boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    WITH known AS (
        SELECT a.account, coalesce(a.key_fingerprint, a.account) AS key,
               EXISTS (SELECT FROM flowgroup.worker_state)
               AND flowgroup.blocked_for(a.account) IS NULL
               AND NOT EXISTS (
                   SELECT FROM flowgroup.accounts held
                   WHERE held.account IN (a.account, '*') AND held.paused_since IS NOT NULL
                     AND (held.paused_until IS NULL OR held.paused_until > now())) AS moves
        FROM flowgroup.accounts a WHERE a.account <> '*'
    ), call AS (
        SELECT known.key, sum(t.n) AS n, min(t.first) AS first
        FROM (SELECT c.account, count(*) AS n, min(c.begun_at) AS first FROM flowgroup.attempts c
              WHERE c.begun_at > now() - interval '60 seconds' AND c.outcome IS DISTINCT FROM 'not_sent'
              GROUP BY c.account) AS t
        JOIN known ON known.account = t.account
        GROUP BY known.key
    ), granted AS (
        SELECT s.key_fingerprint AS key, min(1 / (s.slowdown / s.rate_limit + s.margin_ms / 1000)) AS rate
        FROM flowgroup.slots s WHERE s.action = 'ChannelCreateFlowGroupByFiles' GROUP BY s.key_fingerprint
    )
    SELECT known.account, known.key, coalesce(granted.rate, (SELECT min(w.rate_limit) FROM flowgroup.worker_state w), 20),
           coalesce(CAST(call.n / greatest(1, least(60, extract(epoch FROM now() - call.first))) AS double precision), 0),
           known.moves
    FROM known LEFT JOIN call ON call.key = known.key LEFT JOIN granted ON granted.key = known.key;
END
