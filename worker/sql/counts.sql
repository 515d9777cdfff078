-- Rows by status, and the contracts of those that are over.
-- From what the views are made of, so that no history is read.
WITH part AS (
    SELECT status, n, contracts FROM flowgroup.final_counts()
    WHERE CAST(:batch AS text) IS NULL OR batch = :batch
    UNION ALL
    SELECT 'pending', n, 0 FROM flowgroup.open_counts()
    WHERE CAST(:batch AS text) IS NULL OR batch = :batch
    UNION ALL
    SELECT moved.status, moved.n, 0 FROM flowgroup.jobs j CROSS JOIN (VALUES ('pending', -1), ('sending', 1)) AS moved (status, n)
    WHERE j.status = 'sending' AND (CAST(:batch AS text) IS NULL OR j.batch = :batch)
)
SELECT status, CAST(sum(n) AS bigint) AS jobs, sum(contracts) AS contracts
FROM part
GROUP BY status
HAVING sum(n) > 0
