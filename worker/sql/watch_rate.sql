-- Calls by spans of some seconds since a moment, and how many of them the API's own limiter refused.
-- Read from the index of the calls' begin; a call that never left is none.
SELECT CAST(floor(extract(epoch FROM a.begun_at) / :span_s) AS bigint) AS span, count(*) AS calls,
       count(*) FILTER (WHERE a.outcome = 'throttled') AS throttled
FROM flowgroup.attempts a
WHERE a.begun_at >= now() - make_interval(secs => :since_s) AND a.outcome IS DISTINCT FROM 'not_sent'
GROUP BY 1
