-- Accounts with waiting rows, those that wait for files among them. Each walk touches one index entry per account,
-- however many rows each has. Those that sent before are known without; another that has nothing to send is nobody's
-- business.
WITH RECURSIVE waiting AS (
    (SELECT account FROM flowgroup.jobs WHERE status = 'pending' AND NOT waits_for_files ORDER BY account LIMIT 1)
    UNION ALL
    SELECT (SELECT next.account FROM flowgroup.jobs next
            WHERE next.status = 'pending' AND NOT next.waits_for_files AND next.account > waiting.account
            ORDER BY next.account LIMIT 1)
    FROM waiting WHERE waiting.account IS NOT NULL
), for_files AS (
    (SELECT account FROM flowgroup.jobs WHERE status = 'pending' AND waits_for_files ORDER BY account LIMIT 1)
    UNION ALL
    SELECT (SELECT next.account FROM flowgroup.jobs next
            WHERE next.status = 'pending' AND next.waits_for_files AND next.account > for_files.account
            ORDER BY next.account LIMIT 1)
    FROM for_files WHERE for_files.account IS NOT NULL
)
SELECT account FROM waiting WHERE account IS NOT NULL
UNION
SELECT account FROM for_files WHERE account IS NOT NULL
UNION
SELECT account FROM flowgroup.accounts WHERE bound_at IS NOT NULL AND account <> '*'
ORDER BY account
