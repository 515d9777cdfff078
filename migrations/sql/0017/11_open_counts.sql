-- As before, what is not over, from the index alone.
-- `later` are not due yet.
CREATE OR REPLACE FUNCTION flowgroup.open_counts() RETURNS TABLE (
    batch text, account text, priority smallint, n bigint, later bigint, first_due timestamptz, last_due timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT o.batch, o.account, o.priority, o.n, o.later, o.first_due, o.last_due FROM flowgroup.open_parts() AS o;
END
