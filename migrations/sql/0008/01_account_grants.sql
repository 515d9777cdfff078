-- Which accounts a login, or a role that it is a member of, may enqueue for and read results of; '*' is all of them.
-- The owner writes it; without a row a role has no account.
CREATE TABLE flowgroup.account_grants (
    role     name NOT NULL,
    account  text NOT NULL,
    PRIMARY KEY (role, account)
)
