-- Each account's limits, steering and pause; an account with several buckets has a line for each.
-- 'infinity' is cut to what every language's dates can hold.
SELECT now() AS at, account, key_fingerprint, region, action, rate_limit, effective_per_second, margin_ms,
       someone_else_uses_the_key, CAST(calls_per_second AS double precision) AS calls_per_second, refused, slots_lost,
       endpoint_ill_since, paused_since,
       nullif(paused_until, 'infinity') AS paused_until, pause_code, pause_reason, nullif(probe_at, 'infinity') AS probe_at
FROM flowgroup.account_state
ORDER BY paused_since IS NULL, account, action, region
LIMIT :most
