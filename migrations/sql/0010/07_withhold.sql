-- Keeps a row of a held batch out of the line, and lets one go whose batch was released while it was not waiting.
-- Entered only where something may be held.
CREATE FUNCTION flowgroup.withhold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.run_after = 'infinity' THEN
        NEW.run_after := coalesce(NEW.held_run_after, NEW.run_after);
    END IF;
    NEW.held_run_after := NULL;
    IF EXISTS (SELECT FROM flowgroup.held_batches h WHERE h.batch = NEW.batch) THEN
        NEW.held_run_after := NEW.run_after;
        NEW.run_after := 'infinity';
    END IF;
    RETURN NEW;
END
$$
