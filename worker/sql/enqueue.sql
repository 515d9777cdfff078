-- Rows of a file, in its order. A key that is known leaves its row as it is, unless that is invalid: then the payload
-- is mended, and judged again. Returned are the rows that were made, and those that were mended.
WITH taken AS (
    INSERT INTO flowgroup.jobs AS j
        (batch, dedupe_key, account, priority, max_attempts, run_after, send_before, payload)
    SELECT e.batch, e.dedupe_key, coalesce(e.account, 'default'), coalesce(e.priority, 0), coalesce(e.max_attempts, 12),
           coalesce(e.run_after, now()), e.send_before, e.payload
    FROM pg_temp.enqueued AS e
    ORDER BY e.n
    ON CONFLICT (account, dedupe_key) DO UPDATE SET payload = excluded.payload, send_before = excluded.send_before
    WHERE j.status = 'invalid'
    RETURNING j.xmax = 0 AS made
)
SELECT count(*) FILTER (WHERE made) AS made, count(*) FILTER (WHERE NOT made) AS mended FROM taken
