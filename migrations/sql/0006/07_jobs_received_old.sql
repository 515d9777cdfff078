-- Makes room for the trigger with one more condition.
DROP TRIGGER jobs_received ON flowgroup.jobs
