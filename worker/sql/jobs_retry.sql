-- Sends these rows again, and says how many.
-- The function keeps the rules of retry and who and why in the audit table.
SELECT count(*) AS n FROM flowgroup.retry_many(CAST(:ids AS bigint[]), :reason, CAST(:including_duplicate_risk AS boolean))
