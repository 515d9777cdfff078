-- Rows that are not over and bear an error code, counted from the index alone.
CREATE INDEX jobs_retried ON flowgroup.jobs (batch, error_code, run_after)
    WHERE finished_at IS NULL AND error_code IS NOT NULL
