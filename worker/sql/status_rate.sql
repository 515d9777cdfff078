-- Calls a second over the last 10 and 60 seconds, and the database's clock.
-- Taken over the time since the first of these calls, so that it is right in a run's first seconds too.
WITH call AS (
    SELECT a.begun_at FROM flowgroup.attempts a
    WHERE a.begun_at > now() - interval '60 seconds' AND a.outcome IS DISTINCT FROM 'not_sent'
      AND (CAST(:batch AS text) IS NULL
           OR EXISTS (SELECT FROM flowgroup.jobs j WHERE j.id = a.job_id AND j.batch = :batch))
), span AS (
    SELECT count(*) AS in_60_s, count(*) FILTER (WHERE begun_at > now() - interval '10 seconds') AS in_10_s,
           greatest(1, extract(epoch FROM now() - min(begun_at))) AS since_s
    FROM call
)
SELECT now() AS at,
       CAST(coalesce(in_10_s / least(10, since_s), 0) AS double precision) AS last_10_s,
       CAST(coalesce(in_60_s / least(60, since_s), 0) AS double precision) AS last_60_s
FROM span
