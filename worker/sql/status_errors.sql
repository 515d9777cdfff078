-- Error codes: calls that ended so within the last day, and the rows that bear the code now.
-- Rows that ended long ago are left out unless their batch is asked for, so that the figures speak of tonight;
-- missed slots are no errors of a call, the bucket counts them.
WITH seen AS (
    SELECT a.error_code, 1 AS calls, 0 AS waiting, 0 AS failed, 0 AS in_doubt
    FROM flowgroup.attempts a
    WHERE a.error_code <> 'Worker.SlotMissed' AND a.begun_at > now() - interval '1 day'
      AND (CAST(:batch AS text) IS NULL
           OR EXISTS (SELECT FROM flowgroup.jobs j WHERE j.id = a.job_id AND j.batch = :batch))
    UNION ALL
    SELECT j.error_code, 0, CAST(j.status = 'pending' AS integer), CAST(j.status = 'failed' AS integer),
           CAST(j.status = 'in_doubt' AS integer)
    FROM flowgroup.jobs j
    WHERE j.error_code <> 'Worker.SlotMissed'
      AND CASE WHEN CAST(:batch AS text) IS NOT NULL THEN j.batch = :batch
          ELSE j.status IN ('pending', 'in_doubt') OR j.finished_at > now() - interval '1 day' END
)
SELECT error_code AS code, sum(calls) AS calls, sum(waiting) AS waiting, sum(failed) AS failed,
       sum(in_doubt) AS in_doubt
FROM seen
GROUP BY error_code
ORDER BY sum(in_doubt) DESC, sum(failed) DESC, sum(waiting) DESC, sum(calls) DESC, error_code
