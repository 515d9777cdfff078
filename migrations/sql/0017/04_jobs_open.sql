-- What is not over, by batch, and how many contracts that comes to: counted from the index alone, for a million payloads
-- would have to be read otherwise. Rows of one statement with as many contracts share its entries, so it stays small.
CREATE INDEX jobs_open ON flowgroup.jobs (batch, account, priority, run_after, contracts) WHERE finished_at IS NULL
