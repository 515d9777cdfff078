-- The rows whose files are not ready, in the order of sending: those next in line are prepared first.
CREATE INDEX jobs_for_files ON flowgroup.jobs
    (account, priority DESC, (attempt_no > 0) DESC, run_after, id) WHERE status = 'pending' AND waits_for_files
