-- Starts anew where all rows are taken away at once.
CREATE FUNCTION flowgroup.untally() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM flowgroup.tally_mark m FOR UPDATE;
    DELETE FROM flowgroup.tallies;
    DELETE FROM flowgroup.batches_done;
    RETURN NULL;
END
$$
