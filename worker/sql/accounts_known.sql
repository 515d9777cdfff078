-- Accounts that were sent for: some worker has had their keys.
-- '*' stands for all accounts, and is none.
SELECT account FROM flowgroup.accounts WHERE key_fingerprint IS NOT NULL AND account <> '*'
