-- The recent past for status and views; it grows at its end only.
CREATE INDEX jobs_finished ON flowgroup.jobs (finished_at) WHERE finished_at IS NOT NULL
