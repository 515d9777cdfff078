-- One row per account, made when it is first sent for or paused; the row '*' holds what stops all accounts.
CREATE TABLE flowgroup.accounts (
    account          text PRIMARY KEY,
    key_fingerprint  text,
    bound_at         timestamptz,
    paused_since     timestamptz,
    pause_code       text,
    pause_reason     text,
    paused_until     timestamptz,
    pause_job_id     bigint,
    probe_at         timestamptz,
    probes           integer NOT NULL DEFAULT 0,
    CONSTRAINT accounts_pause CHECK ((paused_since IS NULL) = (pause_code IS NULL)),
    CONSTRAINT accounts_binding CHECK ((key_fingerprint IS NULL) = (bound_at IS NULL))
) WITH (fillfactor = 50)
