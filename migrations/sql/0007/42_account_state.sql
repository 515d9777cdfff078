-- As before, with what the pause's code means; the reason of a pause that the API caused is its own message, which may
-- name people: it is shown by the command alone.
CREATE OR REPLACE VIEW flowgroup.account_state AS
SELECT a.account, a.key_fingerprint, s.region, s.action, s.rate_limit,
       1 / flowgroup.slot_interval(s) AS effective_per_second, s.margin_ms, s.slowdown > 1.02 AS someone_else_uses_the_key,
       (SELECT count(*) / 60.0 FROM flowgroup.attempts t
        WHERE t.begun_at > now() - interval '60 seconds' AND t.account = a.account
          AND t.outcome IS DISTINCT FROM 'not_sent') AS calls_per_second,
       s.refused, s.lost AS slots_lost, s.ill_since AS endpoint_ill_since,
       a.paused_since, a.paused_until, a.pause_code,
       CASE WHEN a.pause_code LIKE 'Worker.%' THEN a.pause_reason END AS pause_reason, a.probe_at,
       c.meaning_en AS pause_meaning_en, c.meaning_zh AS pause_meaning_zh
FROM flowgroup.accounts a LEFT JOIN flowgroup.slots s ON s.key_fingerprint = a.key_fingerprint
LEFT JOIN LATERAL flowgroup.code_of(a.pause_code) AS c ON true
