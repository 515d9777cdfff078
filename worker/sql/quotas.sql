-- The quotas that people told, and how far each reaches; of one account, or of all.
-- Where nothing was told, nothing is counted.
SELECT account, told, told_at, told_by, reason, issued, units_left, waiting, in_doubt, missing, enough, groups_left, ends_at
FROM flowgroup.quota_state
WHERE CAST(:account AS text) IS NULL OR account = :account
ORDER BY account
