-- Makes room for the trigger that looks for references, too.
DROP TRIGGER jobs_shape_inserted ON flowgroup.jobs
