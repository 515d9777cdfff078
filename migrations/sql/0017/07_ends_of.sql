-- When the open rows of each batch will have been sent, as batch_ends told: at the key's limit for this batch alone, and
-- at the pace of the last minute behind what is due before its last row. NULL where nothing moves, or a row is never due.
CREATE FUNCTION flowgroup.ends_of(parts flowgroup.open_part[]) RETURNS TABLE (
    batch text, open bigint, later bigint, eta_now timestamptz, eta_at_best timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH line AS (
        SELECT o.batch, o.n, o.later, o.last_due, coalesce(p.key, o.account) AS key,
               coalesce(p.limit_per_second, 20) AS at_best,
               CASE WHEN p.moves THEN nullif(p.calls_per_second, 0) END AS pace,
               sum(o.n - o.later) OVER (
                   PARTITION BY coalesce(p.key, o.account) ORDER BY o.priority DESC, o.first_due, o.batch) AS due_by_then
        FROM unnest(parts) o LEFT JOIN flowgroup.paces() p ON p.account = o.account
    ), by_key AS (
        SELECT batch, sum(n) AS n, sum(later) AS later, max(last_due) AS last_due, max(due_by_then) AS due_by_then,
               min(at_best) AS at_best, CASE WHEN bool_and(pace IS NOT NULL) THEN min(pace) END AS pace
        FROM line GROUP BY batch, key
    ), ends AS (
        SELECT batch, n, later, last_due,
               greatest(now() + make_interval(secs => CAST(n AS double precision) / at_best), last_due) AS at_best,
               greatest(now() + make_interval(secs => CAST(due_by_then + later AS double precision) / pace), last_due) AS now
        FROM by_key WHERE pace IS NOT NULL
        UNION ALL
        SELECT batch, n, later, last_due,
               greatest(now() + make_interval(secs => CAST(n AS double precision) / at_best), last_due), NULL
        FROM by_key WHERE pace IS NULL
    )
    SELECT batch, CAST(sum(n) AS bigint) AS open, CAST(sum(later) AS bigint) AS later,
           CASE WHEN bool_and(now IS NOT NULL) THEN nullif(max(now), 'infinity') END AS eta_now,
           nullif(max(at_best), 'infinity') AS eta_at_best
    FROM ends
    GROUP BY batch;
END
