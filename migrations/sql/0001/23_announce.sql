-- One NOTIFY per INSERT statement, however many rows; a new account gets its row here.
CREATE FUNCTION flowgroup.announce() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowgroup.accounts (account)
    SELECT DISTINCT arrived.account FROM arrived
    WHERE NOT EXISTS (SELECT FROM flowgroup.accounts known WHERE known.account = arrived.account)
    ORDER BY 1
    ON CONFLICT DO NOTHING;
    PERFORM pg_notify('flowgroup_jobs', '');
    RETURN NULL;
END
$$
