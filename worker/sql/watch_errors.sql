-- The codes that calls of the last minutes ended in, and those that rows of live batches, or of one batch, bear now, the
-- gravest first. What ended with its batch long ago is not tonight's; missed slots are no errors of a call.
WITH seen AS (
    SELECT a.error_code AS code, 1 AS calls, 0 AS waiting, 0 AS failed, 0 AS in_doubt
    FROM flowgroup.attempts a
    WHERE a.begun_at > now() - make_interval(secs => :since_s) AND a.error_code <> 'Worker.SlotMissed'
      AND (CAST(:batch AS text) IS NULL
           OR EXISTS (SELECT FROM flowgroup.jobs j WHERE j.id = a.job_id AND j.batch = :batch))
    UNION ALL
    SELECT e.error_code, 0, e.waiting, e.failed, e.in_doubt
    FROM flowgroup.error_breakdown e
    WHERE e.error_code <> 'Worker.SlotMissed'
      AND CASE WHEN CAST(:batch AS text) IS NOT NULL THEN e.batch = :batch
          ELSE e.waiting > 0 OR e.in_doubt > 0 OR e.last_seen > now() - interval '1 day' END
)
SELECT code, CAST(sum(calls) AS bigint) AS calls, CAST(sum(waiting) AS bigint) AS waiting,
       CAST(sum(failed) AS bigint) AS failed, CAST(sum(in_doubt) AS bigint) AS in_doubt
FROM seen
GROUP BY code
ORDER BY sum(in_doubt) DESC, sum(failed) DESC, sum(waiting) DESC, sum(calls) DESC, code
LIMIT 20
