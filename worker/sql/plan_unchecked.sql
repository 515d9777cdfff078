-- Rows that wait and that nobody has checked, some at a time by their ids, as the checker reads them.
-- A reader that changes nothing: whoever has the turn keeps it.
SELECT j.id, j.xmin::text AS version, j.account, CAST(extract(epoch FROM now()) AS double precision) AS now,
       CASE WHEN isfinite(j.run_after) THEN CAST(extract(epoch FROM j.run_after) AS double precision) END AS run_after,
       look.deep, look.odd, look.large, look.body
FROM (SELECT u.id, u.xmin, u.account, u.run_after, u.payload FROM flowgroup.jobs u
      WHERE u.status = 'pending' AND u.checked_at IS NULL AND u.id > :after
        AND (CAST(:batch AS text) IS NULL OR u.batch = :batch)
      ORDER BY u.id LIMIT :n) AS j
CROSS JOIN LATERAL flowgroup.printed(j.payload, :most_bytes) AS look
ORDER BY j.id
