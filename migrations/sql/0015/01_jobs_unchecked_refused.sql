-- Rows that were refused before anybody had read them through: few, and in the order of the line, as those that wait.
-- A row leaves it when it is checked, mended, retried or pruned; one that ends otherwise is never in it.
CREATE INDEX jobs_unchecked_refused ON flowgroup.jobs (priority DESC, run_after, id)
    WHERE status = 'invalid' AND checked_at IS NULL AND pruned_at IS NULL
