-- The line gets a narrower condition.
DROP INDEX flowgroup.jobs_next
