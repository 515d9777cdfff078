-- Rows of a file, in its order. A key that is known leaves its row as it is, unless that is invalid: then the payload
-- is mended, and judged again. `made` tells a new row from a mended one.
INSERT INTO flowgroup.jobs AS j
    (batch, dedupe_key, account, priority, max_attempts, run_after, send_before, payload)
SELECT r.batch, r.dedupe_key, coalesce(r.account, 'default'), coalesce(r.priority, 0), coalesce(r.max_attempts, 12),
       coalesce(r.run_after, now()), r.send_before, CAST(r.body AS jsonb)
FROM unnest(CAST(:batches AS text[]), CAST(:dedupe_keys AS text[]), CAST(:accounts AS text[]),
            CAST(:priorities AS smallint[]), CAST(:max_attempts AS smallint[]), CAST(:run_afters AS timestamptz[]),
            CAST(:send_befores AS timestamptz[]), CAST(:bodies AS text[])) WITH ORDINALITY
    AS r (batch, dedupe_key, account, priority, max_attempts, run_after, send_before, body, n)
ORDER BY r.n
ON CONFLICT (account, dedupe_key) DO UPDATE SET payload = excluded.payload, send_before = excluded.send_before
WHERE j.status = 'invalid'
RETURNING j.xmax = 0 AS made
