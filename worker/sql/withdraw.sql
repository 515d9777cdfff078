-- What unconfirmed begins may have left behind: attempts with their tokens that nobody reported.
-- Only rows on the wire or in doubt can be such, so this reads a few rows however long the history is.
SELECT a.job_id, a.attempt_no, a.token
FROM flowgroup.jobs j JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
WHERE j.status IN ('sending', 'in_doubt') AND a.outcome IS NULL
  AND a.token = ANY(CAST(:tokens AS uuid[]))
