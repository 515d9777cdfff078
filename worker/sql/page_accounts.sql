-- Each account's limits, steering and pause, and the quota that a person told; an account with several buckets has a line
-- for each. 'infinity' is cut to what every language's dates can hold.
SELECT now() AS at, coalesce(s.account, q.account) AS account, s.key_fingerprint, s.region, s.action, s.rate_limit,
       s.effective_per_second, s.margin_ms, s.someone_else_uses_the_key,
       CAST(coalesce(s.calls_per_second, 0) AS double precision) AS calls_per_second, s.refused, s.slots_lost,
       s.endpoint_ill_since, s.paused_since, nullif(s.paused_until, 'infinity') AS paused_until, s.pause_code,
       s.pause_reason, nullif(s.probe_at, 'infinity') AS probe_at,
       q.told, q.told_at, q.units_left, q.missing
FROM flowgroup.account_state s FULL JOIN flowgroup.quota_state q ON q.account = s.account
ORDER BY s.paused_since IS NULL, coalesce(s.account, q.account), s.action, s.region
LIMIT :most
