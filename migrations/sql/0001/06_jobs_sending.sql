-- What is on the wire: a few rows, read by the reaper.
CREATE INDEX jobs_sending ON flowgroup.jobs (id) WHERE status = 'sending'
