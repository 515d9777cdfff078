-- An operator tells how many contracts an account has left, or with NULL that nothing is to be counted down any more.
-- The function keeps who and why in the audit table.
SELECT flowgroup.set_quota(:account, CAST(:units_left AS bigint), :reason)
