-- What waits, by account: due now, for its files first, backing off after a try, planned for later, held with its batch.
-- Each half names its condition literally, so that the partial index of its line serves it. Of messages only our own:
-- the API's may name people.
WITH waiting AS (
    SELECT account, batch, run_after, attempt_no, false AS for_files, NULL AS code, NULL AS message
    FROM flowgroup.jobs
    WHERE status = 'pending' AND NOT waits_for_files AND (CAST(:batch AS text) IS NULL OR batch = :batch)
    UNION ALL
    SELECT account, batch, run_after, attempt_no, true, error_code,
           CASE WHEN error_code LIKE 'Worker.%' THEN error_message END
    FROM flowgroup.jobs
    WHERE status = 'pending' AND waits_for_files AND (CAST(:batch AS text) IS NULL OR batch = :batch)
), told AS (
    SELECT waiting.*, coalesce(batch, '') = ANY (ARRAY(SELECT h.batch FROM flowgroup.held_batches h)) AS held FROM waiting
)
SELECT account, count(*) FILTER (WHERE run_after <= now() AND NOT for_files AND NOT held) AS due,
       count(*) FILTER (WHERE run_after > now() AND attempt_no > 0 AND NOT held) AS backing_off,
       count(*) FILTER (WHERE run_after > now() AND attempt_no = 0 AND NOT held) AS later,
       min(least(greatest(run_after, timestamptz '0001-01-02 UTC'), timestamptz '9999-12-31 UTC')) FILTER (WHERE NOT held) AS next_due,
       count(*) FILTER (WHERE run_after <= now() AND for_files AND NOT held) AS for_files,
       (max(ARRAY[code, message]) FILTER (WHERE run_after <= now() AND code IS NOT NULL))[1] AS files_code,
       (max(ARRAY[code, message]) FILTER (WHERE run_after <= now() AND code IS NOT NULL))[2] AS files_message,
       count(*) FILTER (WHERE held) AS held
FROM told
GROUP BY account
ORDER BY account
