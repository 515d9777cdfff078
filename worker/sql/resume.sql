-- An operator lets an account, or with '*' all of them, send again.
-- The function approves what the pause was about, and keeps who and why in the audit table.
SELECT flowgroup.resume(:account, :reason)
