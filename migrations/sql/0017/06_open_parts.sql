-- What is not over, from the index alone. Whoever needs it twice counts it once, ARRAY(SELECT o FROM open_parts() o), and
-- hands that on; in FROM, for there it may be counted in parallel. The settings keep a planner from reading the table.
CREATE FUNCTION flowgroup.open_parts() RETURNS SETOF flowgroup.open_part
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    SELECT j.batch, j.account, j.priority, count(*), count(*) FILTER (WHERE j.run_after > now()),
           min(j.run_after), max(j.run_after), coalesce(sum(j.contracts), 0)
    FROM flowgroup.jobs j
    WHERE j.finished_at IS NULL
    GROUP BY j.batch, j.account, j.priority;
END
