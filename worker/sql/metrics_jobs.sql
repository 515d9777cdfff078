-- Rows by status.
-- A whole count, until the rolled-up table of the views is here.
SELECT status, count(*) AS jobs
FROM flowgroup.jobs
GROUP BY status
