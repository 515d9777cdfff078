-- A row that cannot be a contract group ends 'invalid' as it arrives; a mended one waits again.
CREATE FUNCTION flowgroup.refuse_shape() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.errors := flowgroup.shape_faults(NEW.account, NEW.payload);
    NEW.updated_at := now();
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
