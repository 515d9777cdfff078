-- As before, but a fault of its shape hides none of its last moment.
-- What was changed has yet to be checked, whether it waits again or stays refused.
CREATE OR REPLACE FUNCTION flowgroup.refuse_shape() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.errors := flowgroup.arrival_faults(NEW.account, NEW.payload, NEW.send_before, NEW.created_at);
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
