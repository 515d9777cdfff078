-- As before, but a row ends when it is judged, not when its transaction began.
-- In a long COPY the tallies would have to be mended for it.
CREATE OR REPLACE FUNCTION flowgroup.receive() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.waits_for_files := flowgroup.refers_to_files(NEW.payload);
    NEW.errors := coalesce(
        flowgroup.shape_faults(NEW.account, NEW.payload), flowgroup.late_faults(NEW.send_before, NEW.created_at));
    IF NEW.errors IS NOT NULL THEN
        NEW.status := 'invalid';
        NEW.finished_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$
