-- Withdraws these rows, and says how many were still to be had.
-- The function keeps who and why in the audit table.
SELECT count(*) AS n FROM flowgroup.cancel_many(CAST(:ids AS bigint[]), :reason)
