-- The calls of each minute that is over, kept for a week.
-- calls: those that left or may have left.
CREATE TABLE flowgroup.minutes (
    minute    timestamptz PRIMARY KEY,
    calls     bigint NOT NULL,
    accepted  bigint NOT NULL,
    refused   bigint NOT NULL,
    retried   bigint NOT NULL,
    in_doubt  bigint NOT NULL,
    p50_ms    double precision,
    p95_ms    double precision
)
