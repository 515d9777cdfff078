-- What waits, by calling key (by account where none is known): how long its calls take at the key's limit, one behind
-- the other, and in how many seconds the last one would leave, for rows that are due later need that long from then on.
-- What is never due is left out of both.
WITH waiting AS (
    SELECT coalesce(a.key_fingerprint, j.account) AS key, j.account, j.contracts, j.checked_at, j.run_after > now() AS later,
           CASE WHEN isfinite(j.run_after) THEN greatest(extract(epoch FROM j.run_after - now()), 0) END AS due_in
    FROM flowgroup.jobs j LEFT JOIN flowgroup.accounts a ON a.account = j.account
    WHERE j.status = 'pending' AND (CAST(:batch AS text) IS NULL OR j.batch = :batch)
), pace AS (
    SELECT s.key_fingerprint AS key, min(1 / flowgroup.slot_interval(s)) AS rate
    FROM flowgroup.slots s WHERE s.action = :action GROUP BY s.key_fingerprint
), line AS (
    SELECT waiting.*, coalesce(pace.rate, :rate_limit) AS rate,
           count(due_in) OVER (PARTITION BY waiting.key ORDER BY due_in DESC NULLS FIRST) AS behind
    FROM waiting LEFT JOIN pace ON pace.key = waiting.key
)
SELECT array_agg(DISTINCT account) AS accounts, count(*) AS jobs, coalesce(sum(contracts), 0) AS contracts,
       count(*) FILTER (WHERE checked_at IS NULL) AS unchecked, count(*) FILTER (WHERE later) AS later,
       CAST(max(rate) AS double precision) AS rate, now() AS at,
       CAST(count(due_in) / max(rate) AS double precision) AS seconds_at_limit,
       CAST(coalesce(max(due_in + behind / rate), 0) AS double precision) AS ends_in_s
FROM line
GROUP BY key
ORDER BY key
