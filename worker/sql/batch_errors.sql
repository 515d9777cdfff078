-- The codes that rows of one batch bear now, the gravest first, each with a row to look at.
-- Meanings are those of the catalogue.
SELECT error_code AS code, meaning_en, meaning_zh, waiting, failed, in_doubt, first_seen, last_seen, sample_job_id
FROM flowgroup.error_breakdown
WHERE batch = :batch
ORDER BY in_doubt DESC, failed DESC, waiting DESC, error_code
