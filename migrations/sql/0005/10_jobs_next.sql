-- The line in front of begin, without rows whose files are not ready: however many those are, no begin meets them.
-- The conditions are literals in index and query: bound ones would lose the index.
CREATE INDEX jobs_next ON flowgroup.jobs
    (account, priority DESC, (attempt_no > 0) DESC, run_after, id) WHERE status = 'pending' AND NOT waits_for_files
