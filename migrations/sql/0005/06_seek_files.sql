-- A changed payload may refer to other files; the ids that the old one got are no longer its own.
CREATE FUNCTION flowgroup.seek_files() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.waits_for_files := flowgroup.refers_to_files(NEW.payload);
    NEW.file_ids := NULL;
    NEW.files_until := NULL;
    NEW.files_lost := false;
    RETURN NEW;
END
$$
