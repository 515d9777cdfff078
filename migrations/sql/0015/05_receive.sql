-- As before, but a fault of its shape hides none of its last moment.
-- The row is refused at once; the check reads it through and adds what else is wrong.
CREATE OR REPLACE FUNCTION flowgroup.receive() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.waits_for_files := flowgroup.refers_to_files(NEW.payload);
    NEW.errors := flowgroup.arrival_faults(NEW.account, NEW.payload, NEW.send_before, NEW.created_at);
    IF NEW.errors IS NOT NULL THEN
        NEW.status := 'invalid';
        NEW.finished_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$
