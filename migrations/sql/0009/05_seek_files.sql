-- As before, and: a row that got a new payload is pruned no more.
-- Whether it may be sent again is the next trigger's to judge, or retry's.
CREATE OR REPLACE FUNCTION flowgroup.seek_files() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.waits_for_files := flowgroup.refers_to_files(NEW.payload);
    NEW.file_ids := NULL;
    NEW.files_until := NULL;
    NEW.files_lost := false;
    NEW.pruned_at := NULL;
    RETURN NEW;
END
$$
