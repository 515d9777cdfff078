-- The trigger passes over what pruning writes.
DROP TRIGGER jobs_files_mended ON flowgroup.jobs
