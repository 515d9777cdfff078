-- The trigger gets one more condition.
DROP TRIGGER jobs_shape_inserted ON flowgroup.jobs
