-- The newest rows that did not end well, by how they ended. A row that ends well is in none of it, so the good way pays
-- nothing.
CREATE INDEX jobs_apart ON flowgroup.jobs (status, id) WHERE status IN ('failed', 'invalid', 'in_doubt', 'cancelled')
