-- The same rows by the end of their ids, for the task that takes them back.
CREATE INDEX jobs_ending ON flowgroup.jobs (files_until)
    WHERE status = 'pending' AND files_until IS NOT NULL
