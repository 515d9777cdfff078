-- As before, but a row ends when it is judged, not when its transaction began: in a long COPY that is hours later,
-- and the tallies would have to be mended for it.
CREATE OR REPLACE FUNCTION flowgroup.refuse_shape() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.errors := coalesce(
        flowgroup.shape_faults(NEW.account, NEW.payload), flowgroup.late_faults(NEW.send_before, NEW.created_at));
    NEW.updated_at := clock_timestamp();
    NEW.checked_at := NULL;
    IF NEW.errors IS NULL THEN
        NEW.status := 'pending';
        NEW.finished_at := NULL;
        NEW.error_code := NULL;
        NEW.error_message := NULL;
        PERFORM pg_notify('flowgroup_jobs', '');
    ELSE
        NEW.status := 'invalid';
        NEW.finished_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$
