-- The next rows that nobody has checked, for the worker whose turn it is; it keeps the turn by asking. Their payloads
-- as they would be sent, together no larger than fits: the first always comes. Behind all that wait come those that
-- were refused unread, with what they were refused for.
WITH line AS MATERIALIZED (
    SELECT j.*, sum(pg_column_size(j.payload)) OVER (ORDER BY j.refused, j.priority DESC, j.run_after, j.id) AS room
    FROM (
        (SELECT u.id, u.xmin::text AS version, u.account, u.payload, u.priority, u.run_after,
                false AS refused, CAST(NULL AS text) AS refused_for
         FROM flowgroup.jobs u
         WHERE u.status = 'pending' AND u.checked_at IS NULL
         ORDER BY u.priority DESC, u.run_after, u.id LIMIT :n)
        UNION ALL
        (SELECT r.id, r.xmin::text, r.account, r.payload, r.priority, r.run_after, true, r.errors::text
         FROM flowgroup.jobs r
         WHERE r.status = 'invalid' AND r.checked_at IS NULL AND r.pruned_at IS NULL
         ORDER BY r.priority DESC, r.run_after, r.id LIMIT :n)
        ORDER BY refused, priority DESC, run_after, id LIMIT :n
    ) AS j
), turn AS (
    INSERT INTO flowgroup.checking AS c (worker, until)
    SELECT :worker, clock_timestamp() + make_interval(secs => :turn_s)
    WHERE EXISTS (SELECT FROM line)
    ON CONFLICT (singleton) DO UPDATE SET worker = excluded.worker, until = excluded.until
    WHERE c.worker = excluded.worker OR c.until < clock_timestamp()
    RETURNING c.worker
)
SELECT line.id, line.version, line.account, CAST(extract(epoch FROM now()) AS double precision) AS now,
       CASE WHEN isfinite(line.run_after) THEN CAST(extract(epoch FROM line.run_after) AS double precision) END
           AS run_after,
       look.deep, look.odd, look.large, look.body, line.refused_for
FROM turn CROSS JOIN line CROSS JOIN LATERAL flowgroup.printed(line.payload, :most_bytes) AS look
WHERE line.room <= :room OR line.room = pg_column_size(line.payload)
ORDER BY line.refused, line.priority DESC, line.run_after, line.id
