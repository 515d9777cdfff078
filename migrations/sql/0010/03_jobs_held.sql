-- Rows out of the line, in the order of sending in which they are put back.
-- Empty while nothing is held.
CREATE INDEX jobs_held ON flowgroup.jobs (batch, priority DESC, (attempt_no > 0) DESC, held_run_after, id)
    WHERE status = 'pending' AND held_run_after IS NOT NULL
