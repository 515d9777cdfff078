-- What an unconfirmed begin may have left behind: attempts with its token that nobody reported.
SELECT a.job_id, a.attempt_no
FROM flowgroup.jobs j JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
WHERE j.status IN ('sending', 'in_doubt') AND a.token = CAST(:token AS uuid) AND a.outcome IS NULL
