-- Rows that were enqueued before wait for their files too.
UPDATE flowgroup.jobs SET waits_for_files = true
WHERE status IN ('pending', 'failed', 'cancelled') AND flowgroup.refers_to_files(payload)
