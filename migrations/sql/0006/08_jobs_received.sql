-- The condition is judged without entering the function, so a good row without references pays microseconds: shape and
-- references are one jsonpath, for each reads a compressed payload anew; and a first look at the stored size.
CREATE TRIGGER jobs_received BEFORE INSERT ON flowgroup.jobs
FOR EACH ROW WHEN (NEW.status = 'pending' AND (
    (NEW.payload @@ 'strict $.FlowFileInfos.size() >= 2 && $.FlowFileInfos.size() <= 50
        && !exists($.FlowFileInfos[*].FileIds[*] ? (@ like_regex "^\\s*file:" flag "i"))') IS NOT TRUE
    OR pg_column_size(NEW.payload) > 100000
    OR NEW.account IN ('*', '')
    OR NEW.send_before <= NEW.created_at))
EXECUTE FUNCTION flowgroup.receive()
