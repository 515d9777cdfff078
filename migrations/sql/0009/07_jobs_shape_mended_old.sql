-- The trigger looks at one more column.
DROP TRIGGER jobs_shape_mended ON flowgroup.jobs
