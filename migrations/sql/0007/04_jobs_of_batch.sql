-- The rows of one batch, in order, for lists and exports.
CREATE INDEX jobs_of_batch ON flowgroup.jobs (batch, id) WHERE batch IS NOT NULL
