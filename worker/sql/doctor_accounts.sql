-- The accounts that this login, or a role that it is a member of, was granted.
-- Row level security shows no others.
SELECT DISTINCT account FROM flowgroup.account_grants ORDER BY account
