-- The calls begun in each of the last seconds: slots that were granted and used, accepted, refused by the API's limiter.
-- By the index on begun_at; a missed slot was granted and never left. Without any call one line tells the time.
SELECT CAST(extract(epoch FROM date_trunc('second', a.begun_at)) AS bigint) AS second, count(a.begun_at) AS granted,
       count(*) FILTER (WHERE a.outcome = 'created') AS accepted,
       count(*) FILTER (WHERE a.outcome = 'throttled') AS refused,
       CAST(extract(epoch FROM now()) AS double precision) AS now
FROM (VALUES (true)) AS one LEFT JOIN flowgroup.attempts a ON a.begun_at > now() - make_interval(secs => :seconds)
GROUP BY 1
ORDER BY 1
