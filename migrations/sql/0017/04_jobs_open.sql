-- What is not over, by batch, and how many contracts that comes to: counted from the index alone. Rows of one statement
-- with as many contracts share its entries, so that it stays small. Whether a batch has anything open is one look.
CREATE INDEX jobs_open ON flowgroup.jobs (batch, account, priority, run_after, contracts) WHERE finished_at IS NULL
