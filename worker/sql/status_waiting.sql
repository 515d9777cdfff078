-- What waits, by account: due now, backing off after a try, planned for later.
-- The status is a literal, so that the partial index serves it.
SELECT account, count(*) FILTER (WHERE run_after <= now()) AS due,
       count(*) FILTER (WHERE run_after > now() AND attempt_no > 0) AS backing_off,
       count(*) FILTER (WHERE run_after > now() AND attempt_no = 0) AS later,
       least(greatest(min(run_after), timestamptz '0001-01-02 UTC'), timestamptz '9999-12-31 UTC') AS next_due
FROM flowgroup.jobs
WHERE status = 'pending' AND (CAST(:batch AS text) IS NULL OR batch = :batch)
GROUP BY account
ORDER BY account
