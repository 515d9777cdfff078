-- Accounts that ever had a job.
SELECT account FROM flowgroup.accounts WHERE account <> '*' ORDER BY account
