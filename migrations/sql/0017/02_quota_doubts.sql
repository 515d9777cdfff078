-- The attempts that were in doubt when a quota was told: what they may have spent, the console had counted already.
-- Few, and gone when the quota is told anew.
CREATE TABLE flowgroup.quota_doubts (
    account     text    NOT NULL,
    job_id      bigint  NOT NULL,
    attempt_no  integer NOT NULL,
    PRIMARY KEY (account, job_id)
)
