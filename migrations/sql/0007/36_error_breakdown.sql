-- The rows that bear each error code now, by batch: still waiting after a try, failed, in doubt; with what it means.
-- Rows that were refused before any call have no code: see batch_progress and needs_attention.
CREATE VIEW flowgroup.error_breakdown AS
WITH part AS (
    SELECT batch, error_code, status, n, first_at, last_at FROM flowgroup.final_counts()
    WHERE error_code IS NOT NULL AND status <> 'cancelled'
    UNION ALL
    SELECT * FROM flowgroup.open_codes()
), codes AS (
    SELECT batch, error_code, sum(n) AS n, sum(n) FILTER (WHERE status = 'open') AS waiting,
           sum(n) FILTER (WHERE status IN ('failed', 'invalid')) AS failed,
           sum(n) FILTER (WHERE status = 'in_doubt') AS in_doubt,
           min(first_at) AS first_seen, max(last_at) AS last_seen
    FROM part GROUP BY batch, error_code
)
SELECT codes.batch, codes.error_code, c.meaning_en, c.meaning_zh, c.class, CAST(codes.n AS bigint) AS n,
       CAST(coalesce(codes.waiting, 0) AS bigint) AS waiting, CAST(coalesce(codes.failed, 0) AS bigint) AS failed,
       CAST(coalesce(codes.in_doubt, 0) AS bigint) AS in_doubt, codes.first_seen, codes.last_seen,
       CASE WHEN codes.batch IS NULL
           THEN (SELECT max(j.id) FROM flowgroup.jobs j WHERE j.error_code = codes.error_code AND j.batch IS NULL)
           ELSE (SELECT max(j.id) FROM flowgroup.jobs j WHERE j.error_code = codes.error_code AND j.batch = codes.batch)
       END AS sample_job_id
FROM codes LEFT JOIN LATERAL flowgroup.code_of(codes.error_code) AS c ON true
WHERE codes.waiting > 0 OR codes.in_doubt > 0 OR codes.last_seen > now() - interval '7 days'
