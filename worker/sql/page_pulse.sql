-- The calls begun in each of the last seconds: slots that were granted and used, accepted, refused by the API's limiter.
-- By the index on begun_at; a missed slot was granted and never left.
SELECT CAST(extract(epoch FROM date_trunc('second', a.begun_at)) AS bigint) AS second, count(*) AS granted,
       count(*) FILTER (WHERE a.outcome = 'created') AS accepted,
       count(*) FILTER (WHERE a.outcome = 'throttled') AS refused,
       CAST(extract(epoch FROM now()) AS double precision) AS now
FROM flowgroup.attempts a
WHERE a.begun_at > now() - make_interval(secs => :seconds)
GROUP BY 1
ORDER BY 1
