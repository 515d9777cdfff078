-- A changed payload is judged again by itself, while it may still change.
CREATE TRIGGER jobs_shape_mended BEFORE UPDATE OF payload ON flowgroup.jobs
FOR EACH ROW WHEN (OLD.payload IS DISTINCT FROM NEW.payload AND OLD.status IN ('invalid', 'pending'))
EXECUTE FUNCTION flowgroup.refuse_shape()
