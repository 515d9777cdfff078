-- All that is not over, in one value, from the index alone: whoever needs it twice counts it once and hands it on.
-- The settings keep a planner from reading the table.
CREATE FUNCTION flowgroup.open_parts() RETURNS flowgroup.open_part[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    SELECT coalesce(array_agg(CAST(ROW(o.*) AS flowgroup.open_part)), '{}')
    FROM (SELECT j.batch, j.account, j.priority, count(*), count(*) FILTER (WHERE j.run_after > now()),
                 min(j.run_after), max(j.run_after), coalesce(sum(j.contracts), 0)
          FROM flowgroup.jobs j
          WHERE j.finished_at IS NULL
          GROUP BY j.batch, j.account, j.priority) AS o;
END
