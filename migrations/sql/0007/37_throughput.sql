-- The calls of each minute of the last seven days, latencies in milliseconds: minutes that were written down, and those
-- since. An answer that came more than five minutes late is not counted among them.
CREATE VIEW flowgroup.throughput AS
SELECT m.minute, m.calls, m.accepted, m.refused, m.retried, m.in_doubt, m.p50_ms, m.p95_ms
FROM flowgroup.minutes m WHERE m.minute > now() - interval '7 days'
UNION ALL
SELECT c.minute, c.calls, c.accepted, c.refused, c.retried, c.in_doubt, c.p50_ms, c.p95_ms
FROM flowgroup.calls_between(
    greatest((SELECT t.minutes_upto FROM flowgroup.tally_mark t), date_trunc('minute', now() - interval '7 days')),
    'infinity') AS c
