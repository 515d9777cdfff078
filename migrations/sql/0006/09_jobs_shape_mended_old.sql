-- The trigger looks at two more columns.
DROP TRIGGER jobs_shape_mended ON flowgroup.jobs
