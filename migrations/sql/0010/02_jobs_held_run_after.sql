-- The run_after of a row that is held: meanwhile its own is 'infinity', so that no begin meets it in the line.
-- NULL while it is not held.
ALTER TABLE flowgroup.jobs ADD COLUMN held_run_after timestamptz
