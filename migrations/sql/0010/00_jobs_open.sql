-- What is not over, by batch: counted from the index alone. Rows of one statement share its entries, so that it stays
-- small. Whether a batch has anything open is one look.
CREATE INDEX IF NOT EXISTS jobs_open ON flowgroup.jobs (batch, account, priority, run_after) WHERE finished_at IS NULL
