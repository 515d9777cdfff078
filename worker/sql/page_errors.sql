-- The codes that rows bear now, by batch, the gravest first, each with a row to look at.
-- Meanings and advice are those of the catalogue.
SELECT now() AS at, batch, error_code AS code, class, n, waiting, failed, in_doubt, first_seen, last_seen, sample_job_id
FROM flowgroup.error_breakdown
ORDER BY in_doubt DESC, failed DESC, waiting DESC, error_code, batch
LIMIT :most
