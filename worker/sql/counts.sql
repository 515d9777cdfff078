-- Rows and contracts by status.
SELECT status, count(*) AS jobs, coalesce(sum(contracts), 0) AS contracts
FROM flowgroup.jobs
WHERE CAST(:batch AS text) IS NULL OR batch = :batch
GROUP BY status
