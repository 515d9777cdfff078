-- A new row that cannot be a contract group ends 'invalid', and one that refers to files waits for them.
CREATE FUNCTION flowgroup.receive() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.waits_for_files := flowgroup.refers_to_files(NEW.payload);
    NEW.errors := flowgroup.shape_faults(NEW.account, NEW.payload);
    IF NEW.errors IS NOT NULL THEN
        NEW.status := 'invalid';
        NEW.finished_at := now();
    END IF;
    RETURN NEW;
END
$$
