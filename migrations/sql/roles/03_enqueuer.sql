-- The documented columns of an INSERT, and what mending an invalid row by ON CONFLICT writes and reads: Postgres asks
-- for SELECT of each column that `excluded` names. Without flowgroup_reader no row can be read all the same.
DO $$
BEGIN
    GRANT INSERT (batch, dedupe_key, account, priority, run_after, send_before, max_attempts, payload),
          UPDATE (payload, send_before), SELECT (payload, send_before, xmax)
        ON flowgroup.jobs TO flowgroup_enqueuer;
    GRANT SELECT ON flowgroup.account_grants TO flowgroup_enqueuer;
END
$$
