-- Who holds the write lock of the jobs now: a transaction has it from before its first change until its commit is seen.
CREATE FUNCTION flowgroup.writers() RETURNS text[]
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT coalesce(array_agg(l.virtualtransaction), '{}') FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted
      AND l.relation = to_regclass('flowgroup.jobs')
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
