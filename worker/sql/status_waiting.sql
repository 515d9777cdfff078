-- What waits, by account: due now, backing off after a try, planned for later.
-- The status is a literal, so that the partial index serves it.
SELECT account, count(*) FILTER (WHERE run_after <= now()) AS due,
       count(*) FILTER (WHERE run_after > now() AND attempt_no > 0) AS backing_off,
       count(*) FILTER (WHERE run_after > now() AND attempt_no = 0) AS later,
       min(run_after) AS next_due
FROM flowgroup.jobs
WHERE status = 'pending' AND (CAST(:batch AS text) IS NULL OR batch = :batch)
GROUP BY account
ORDER BY account
