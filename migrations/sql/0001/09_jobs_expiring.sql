-- Waiting rows with a last moment, for the task that lets them expire.
CREATE INDEX jobs_expiring ON flowgroup.jobs (send_before)
    WHERE status = 'pending' AND send_before IS NOT NULL
