-- Error codes: calls that ended so within the last day, and the rows that bear the code now.
-- Rows that ended long ago are left out unless their batch is asked for, so that the figures speak of tonight;
-- missed slots are no errors of a call, the bucket counts them. Each part is found by an index of its own.
WITH seen AS (
    SELECT a.error_code, 1 AS calls, 0 AS waiting, 0 AS failed, 0 AS in_doubt
    FROM flowgroup.attempts a
    WHERE a.error_code IS NOT NULL AND a.begun_at > now() - interval '1 day'
      AND (CAST(:batch AS text) IS NULL
           OR EXISTS (SELECT FROM flowgroup.jobs j WHERE j.id = a.job_id AND j.batch = :batch))
    UNION ALL
    SELECT error_code, 0, n, 0, 0 FROM flowgroup.open_codes()
    WHERE CAST(:batch AS text) IS NULL OR batch = :batch
    UNION ALL
    SELECT error_code, 0, -1, 0, 0 FROM flowgroup.jobs
    WHERE status = 'sending' AND error_code IS NOT NULL AND (CAST(:batch AS text) IS NULL OR batch = :batch)
    UNION ALL
    SELECT error_code, 0, 0, 0, 1 FROM flowgroup.jobs
    WHERE status = 'in_doubt' AND (CAST(:batch AS text) IS NULL OR batch = :batch)
    UNION ALL
    SELECT error_code, 0, 0, 1, 0 FROM flowgroup.jobs
    WHERE CAST(:batch AS text) IS NULL AND status = 'failed' AND finished_at > now() - interval '1 day'
    UNION ALL
    SELECT error_code, 0, 0, n, 0 FROM flowgroup.final_counts()
    WHERE batch = CAST(:batch AS text) AND status = 'failed'
)
SELECT error_code AS code, sum(calls) AS calls, CAST(sum(waiting) AS bigint) AS waiting,
       CAST(sum(failed) AS bigint) AS failed, sum(in_doubt) AS in_doubt
FROM seen
WHERE error_code <> 'Worker.SlotMissed'
GROUP BY error_code
HAVING sum(calls) + sum(waiting) + sum(failed) + sum(in_doubt) > 0
ORDER BY sum(in_doubt) DESC, sum(failed) DESC, sum(waiting) DESC, sum(calls) DESC, error_code
