-- The condition is judged without entering the function, so a good row pays microseconds: one jsonpath, and a first
-- look at the stored size, which is compressed where it comes from another table.
CREATE TRIGGER jobs_shape_inserted BEFORE INSERT ON flowgroup.jobs
FOR EACH ROW WHEN (NEW.status = 'pending' AND (
    (NEW.payload @@ 'strict $.FlowFileInfos.size() >= 2 && $.FlowFileInfos.size() <= 50') IS NOT TRUE
    OR pg_column_size(NEW.payload) > 100000
    OR NEW.account IN ('*', '')
    OR NEW.send_before <= NEW.created_at))
EXECUTE FUNCTION flowgroup.refuse_shape()
