-- One row per call, committed before its first byte leaves. Written by its own worker only, found by its token.
-- No foreign key: begin would pay for it at each call, and pruning handles both tables.
CREATE TABLE flowgroup.attempts (
    job_id         bigint      NOT NULL,
    attempt_no     integer     NOT NULL,
    token          uuid        NOT NULL,
    account        text        NOT NULL,
    probe          boolean     NOT NULL DEFAULT false,
    worker         text        NOT NULL,
    begun_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    signed_at      timestamptz NOT NULL,
    send_deadline  timestamptz NOT NULL,
    finished_at    timestamptz,
    outcome        text,
    error_code     text,
    error_message  text,
    request_id     text,
    latency_ms     integer,
    flow_group_id  text,
    flow_ids       text[],
    approvers      jsonb,
    PRIMARY KEY (job_id, attempt_no),
    CONSTRAINT attempts_outcome CHECK (outcome IN
        ('created', 'refused', 'transient', 'throttled', 'not_sent', 'account_paused', 'in_doubt', 'invalid')),
    CONSTRAINT attempts_report CHECK ((outcome IS NULL) = (finished_at IS NULL)),
    CONSTRAINT attempts_created_has_an_id CHECK ((outcome = 'created') IS NOT TRUE OR flow_group_id IS NOT NULL)
) WITH (
    fillfactor = 85,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 2000
)
