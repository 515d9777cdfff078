-- The newest rows that failed or are invalid.
CREATE INDEX jobs_refused ON flowgroup.jobs (status, finished_at) WHERE status IN ('failed', 'invalid')
