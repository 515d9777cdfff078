-- Which database this is: a restored backup or a promoted standby answers with another timeline.
-- The name of the current WAL segment carries the timeline at once; the control file lags behind a promotion.
CREATE FUNCTION flowgroup.database_identity() RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT system_identifier::text FROM pg_control_system())
    || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
