-- Rows that bear an error code: a sample of each is found at once.
CREATE INDEX jobs_coded ON flowgroup.jobs (error_code, batch, id) WHERE error_code IS NOT NULL
