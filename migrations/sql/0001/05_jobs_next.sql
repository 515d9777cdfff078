-- The line in front of begin. The status is a literal in index and query: a bound one would lose the index.
CREATE INDEX jobs_next ON flowgroup.jobs
    (account, priority DESC, (attempt_no > 0) DESC, run_after, id) WHERE status = 'pending'
