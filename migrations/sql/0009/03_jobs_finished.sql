-- As before, and in an order that names each row: pruning walks it step by step, however many rows ended at once.
-- It grows at its end only.
CREATE INDEX jobs_finished ON flowgroup.jobs (finished_at, id) WHERE finished_at IS NOT NULL
