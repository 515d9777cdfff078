-- What waits, by account: due now, for its files first, backing off after a try, planned for later, held with its batch.
-- Each part names its condition literally and is counted from the index alone, however many rows wait; what its files
-- lack is told by the first thousand in line. Of messages only our own: the API's may name people. `blocked`: why no
-- worker may send for the account.
WITH halted AS MATERIALIZED (
    SELECT coalesce(array_agg(h.batch), '{}') AS batches FROM flowgroup.held_batches h
    WHERE CAST(:batch AS text) IS NULL OR h.batch = :batch
), line AS (
    SELECT account, count(*) FILTER (WHERE run_after <= now()) AS due, count(*) FILTER (WHERE run_after > now()) AS later,
           0 AS for_files, 0 AS backing_off, 0 AS held, min(run_after) AS next_due
    FROM flowgroup.jobs
    WHERE status = 'pending' AND NOT waits_for_files AND (CAST(:batch AS text) IS NULL OR batch = :batch)
    GROUP BY account
), files AS (
    SELECT account, 0, count(*) FILTER (WHERE run_after > now()), count(*) FILTER (WHERE run_after <= now()), 0, 0,
           min(run_after)
    FROM flowgroup.jobs
    WHERE status = 'pending' AND waits_for_files AND (CAST(:batch AS text) IS NULL OR batch = :batch)
    GROUP BY account
), retried AS (
    SELECT account, batch FROM flowgroup.jobs
    WHERE status = 'pending' AND NOT waits_for_files AND attempt_no > 0 AND run_after > now()
    UNION ALL
    SELECT account, batch FROM flowgroup.jobs
    WHERE status = 'pending' AND waits_for_files AND attempt_no > 0 AND run_after > now()
), backing AS (
    SELECT retried.account, 0, -count(*), 0, count(*), 0, CAST(NULL AS timestamptz) FROM retried, halted
    WHERE (CAST(:batch AS text) IS NULL OR batch = :batch) AND coalesce(batch, '') <> ALL (halted.batches)
    GROUP BY retried.account
), held AS (
    SELECT account, -count(*) FILTER (WHERE run_after <= now()), -count(*) FILTER (WHERE run_after > now()), 0, 0, count(*),
           CAST(NULL AS timestamptz)
    FROM flowgroup.jobs
    WHERE finished_at IS NULL AND batch = ANY (ARRAY(SELECT unnest(halted.batches) FROM halted))
    GROUP BY account
    UNION ALL
    SELECT account, count(*), 0, 0, 0, -count(*), NULL FROM flowgroup.jobs
    WHERE status = 'sending' AND batch = ANY (ARRAY(SELECT unnest(halted.batches) FROM halted))
    GROUP BY account
), part AS (
    SELECT * FROM line UNION ALL SELECT * FROM files UNION ALL SELECT * FROM backing UNION ALL SELECT * FROM held
), told AS (
    SELECT account, sum(due) AS due, sum(later) AS later, sum(for_files) AS for_files, sum(backing_off) AS backing_off,
           sum(held) AS held, min(next_due) AS next_due
    FROM part GROUP BY account
)
SELECT told.account, CAST(greatest(due, 0) AS bigint) AS due, CAST(backing_off AS bigint) AS backing_off,
       CAST(greatest(later, 0) AS bigint) AS later,
       CASE WHEN due + later + for_files + backing_off > 0
            THEN least(greatest(next_due, timestamptz '0001-01-02 UTC'), timestamptz '9999-12-31 UTC') END AS next_due,
       CAST(greatest(for_files + least(due, 0), 0) AS bigint) AS for_files,
       why.found[1] AS files_code, why.found[2] AS files_message, CAST(held AS bigint) AS held,
       flowgroup.blocked_for(told.account) AS blocked
FROM told CROSS JOIN LATERAL (
    SELECT max(ARRAY[first.code, first.message]) AS found
    FROM (SELECT j.error_code AS code, CASE WHEN j.error_code LIKE 'Worker.%' THEN j.error_message END AS message
          FROM flowgroup.jobs j
          WHERE j.status = 'pending' AND j.waits_for_files AND j.account = told.account
            AND (CAST(:batch AS text) IS NULL OR j.batch = :batch) AND j.run_after <= now()
          ORDER BY j.priority DESC, (j.attempt_no > 0) DESC, j.run_after, j.id LIMIT 1000) AS first
    WHERE first.code IS NOT NULL
) AS why
ORDER BY told.account
