-- A changed payload is judged again by itself, while it may still change. An invalid row may also be mended by what
-- else it was refused for. A digest is no payload: a pruned row stays as it ended.
CREATE TRIGGER jobs_shape_mended BEFORE UPDATE OF payload, account, send_before ON flowgroup.jobs
FOR EACH ROW WHEN (NEW.pruned_at IS NULL AND (
    OLD.payload IS DISTINCT FROM NEW.payload AND OLD.status IN ('invalid', 'pending')
    OR (OLD.account, OLD.send_before) IS DISTINCT FROM (NEW.account, NEW.send_before) AND OLD.status = 'invalid'))
EXECUTE FUNCTION flowgroup.refuse_shape()
