-- Rows that wait and that nobody has checked, some at a time by their ids, as the checker reads them: together no larger
-- than fits, the first always. A reader that changes nothing: whoever has the turn keeps it.
WITH line AS MATERIALIZED (
    SELECT j.*, sum(pg_column_size(j.payload)) OVER (ORDER BY j.id) AS room
    FROM (SELECT u.id, u.xmin::text AS version, u.account, u.run_after, u.payload FROM flowgroup.jobs u
          WHERE u.status = 'pending' AND u.checked_at IS NULL AND u.id > :after
            AND (CAST(:batch AS text) IS NULL OR u.batch = :batch)
          ORDER BY u.id LIMIT :n) AS j
)
SELECT line.id, line.version, line.account, CAST(extract(epoch FROM now()) AS double precision) AS now,
       CASE WHEN isfinite(line.run_after) THEN CAST(extract(epoch FROM line.run_after) AS double precision) END
           AS run_after,
       look.deep, look.odd, look.large, look.body
FROM line CROSS JOIN LATERAL flowgroup.printed(line.payload, :most_bytes) AS look
WHERE line.room <= :room OR line.room = pg_column_size(line.payload)
ORDER BY line.id
