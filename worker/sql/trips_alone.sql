-- Whether a row tripped an account-wide code before, and others of its account were created since:
-- then the row itself is the cause, and the account need not stop for it.
SELECT EXISTS (
    SELECT FROM flowgroup.attempts earlier
    JOIN flowgroup.attempts others ON others.account = earlier.account AND others.begun_at > earlier.finished_at
    WHERE earlier.job_id = :job_id AND earlier.attempt_no < :attempt_no
      AND earlier.outcome = 'account_paused' AND earlier.error_code = :code
      AND others.outcome = 'created' AND others.job_id <> earlier.job_id
) AS alone
