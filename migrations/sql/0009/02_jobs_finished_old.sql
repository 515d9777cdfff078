-- Makes room for the index with the ids beside the ends.
DROP INDEX flowgroup.jobs_finished
