-- The condition is judged without entering the function, so a good row pays microseconds.
CREATE TRIGGER jobs_shape_inserted BEFORE INSERT ON flowgroup.jobs
FOR EACH ROW WHEN (NEW.status = 'pending' AND flowgroup.shape_faults(NEW.payload) IS NOT NULL)
EXECUTE FUNCTION flowgroup.refuse_shape()
