-- The rows whose files are ready: a minute's worth of each account, which are counted.
CREATE INDEX jobs_ready ON flowgroup.jobs (account)
    WHERE status = 'pending' AND files_until IS NOT NULL
