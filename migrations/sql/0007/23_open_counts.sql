-- What is not over, from the index alone: `later` are not due yet.
-- The settings keep a planner from reading the table.
CREATE FUNCTION flowgroup.open_counts() RETURNS TABLE (
    batch text, account text, priority smallint, n bigint, later bigint, first_due timestamptz, last_due timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    SELECT j.batch, j.account, j.priority, count(*), count(*) FILTER (WHERE j.run_after > now()),
           min(j.run_after), max(j.run_after)
    FROM flowgroup.jobs j
    WHERE j.finished_at IS NULL
    GROUP BY j.batch, j.account, j.priority;
END
