-- One NOTIFY per INSERT statement, however many rows.
CREATE FUNCTION flowgroup.announce() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('flowgroup_jobs', '');
    RETURN NULL;
END
$$
