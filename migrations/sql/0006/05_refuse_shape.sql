-- As before, and: a last moment that has passed is a fault too, and what was changed has yet to be checked.
-- A row that is mended by its send_before or account alone is judged again like one with another payload.
CREATE OR REPLACE FUNCTION flowgroup.refuse_shape() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.errors := coalesce(
        flowgroup.shape_faults(NEW.account, NEW.payload), flowgroup.late_faults(NEW.send_before, NEW.created_at));
    NEW.updated_at := now();
    NEW.checked_at := NULL;
    IF NEW.errors IS NULL THEN
        NEW.status := 'pending';
        NEW.finished_at := NULL;
        NEW.error_code := NULL;
        NEW.error_message := NULL;
        PERFORM pg_notify('flowgroup_jobs', '');
    ELSE
        NEW.status := 'invalid';
        NEW.finished_at := now();
    END IF;
    RETURN NEW;
END
$$
