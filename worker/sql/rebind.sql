-- An operator approves another key for an account: the next worker that sends binds its own.
-- No row comes back for an account that nobody ever used; the function keeps who and why in the audit table.
SELECT flowgroup.rebind(a.account, :reason) FROM flowgroup.accounts a WHERE a.account = :account
