-- What unconfirmed begins may have left behind: attempts with their tokens that nobody reported.
-- Only rows on the wire or in doubt can be such, so this reads a few rows however long the history is.
SELECT a.job_id, a.attempt_no, a.token
FROM (
    SELECT id, attempt_no FROM flowgroup.jobs WHERE status = 'sending'
    UNION ALL
    SELECT id, attempt_no FROM flowgroup.jobs WHERE status = 'in_doubt'
) j JOIN flowgroup.attempts a ON a.job_id = ANY (ARRAY[j.id]) AND a.attempt_no = j.attempt_no
WHERE a.outcome IS NULL AND a.token = ANY(CAST(:tokens AS uuid[]))
