-- The line in front of the check, in the order in which rows will be sent.
-- A row leaves it when it is checked, begun or ended, so that an idle look reads one page.
CREATE INDEX jobs_unchecked ON flowgroup.jobs (priority DESC, run_after, id)
    WHERE status = 'pending' AND checked_at IS NULL
