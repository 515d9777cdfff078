-- How many rows are over, in sums that are only added to: what is over up to the mark, and what changed of it since.
-- A row that leaves its final state is a line with n = -1; `reopened` says that its batch goes on.
CREATE TABLE flowgroup.tallies (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch       text,
    account     text    NOT NULL,
    status      text    NOT NULL,
    error_code  text,
    n           bigint  NOT NULL,
    contracts   bigint  NOT NULL,
    first_at    timestamptz,
    last_at     timestamptz,
    reopened    boolean NOT NULL DEFAULT false
) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0)
