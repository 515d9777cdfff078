-- Adds up the lines of each batch, account, status and code to one.
-- Called by whoever holds the mark: nobody else writes meanwhile.
CREATE FUNCTION flowgroup.compact_tallies() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH old AS (DELETE FROM flowgroup.tallies t RETURNING t.*), new AS (
        INSERT INTO flowgroup.tallies (batch, account, status, error_code, n, contracts, first_at, last_at)
        SELECT old.batch, old.account, old.status, old.error_code, sum(old.n), sum(old.contracts),
               min(old.first_at), max(old.last_at)
        FROM old
        GROUP BY old.batch, old.account, old.status, old.error_code
        HAVING sum(old.n) <> 0
        RETURNING 1
    )
    SELECT count(*) FROM new;
END
