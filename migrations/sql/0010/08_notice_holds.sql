-- Notes once per INSERT whether anything is held at all, for the trigger of its rows: a look per row would cost more
-- than the index of the line.
CREATE FUNCTION flowgroup.notice_holds() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('flowgroup.holds', CAST(EXISTS (SELECT FROM flowgroup.held_batches) AS text), true);
    RETURN NULL;
END
$$
