-- Each account's limit and what steering makes of it, the calls it makes now, and what stops it. An account without a
-- bucket has not sent yet; one key with several regions or actions has a line for each.
CREATE VIEW flowgroup.account_state AS
SELECT a.account, a.key_fingerprint, s.region, s.action, s.rate_limit,
       1 / flowgroup.slot_interval(s) AS effective_per_second, s.margin_ms, s.slowdown > 1.02 AS someone_else_uses_the_key,
       (SELECT count(*) / 60.0 FROM flowgroup.attempts t
        WHERE t.begun_at > now() - interval '60 seconds' AND t.account = a.account
          AND t.outcome IS DISTINCT FROM 'not_sent') AS calls_per_second,
       s.refused, s.lost AS slots_lost, s.ill_since AS endpoint_ill_since,
       a.paused_since, a.paused_until, a.pause_code, a.pause_reason, a.probe_at
FROM flowgroup.accounts a LEFT JOIN flowgroup.slots s ON s.key_fingerprint = a.key_fingerprint
