-- An operator stops an account, or with '*' all of them.
-- The function keeps who and why in the audit table.
SELECT flowgroup.pause(:account, CAST(:until AS timestamptz), :reason)
