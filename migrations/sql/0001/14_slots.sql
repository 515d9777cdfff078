-- The token bucket that all workers share: one row per calling key, region and action, as the vendor counts.
-- Room on the page lets every reservation be an update in place.
CREATE TABLE flowgroup.slots (
    key_fingerprint  text             NOT NULL,
    region           text             NOT NULL,
    action           text             NOT NULL,
    rate_limit       double precision NOT NULL CHECK (rate_limit > 0),
    margin_ms        double precision NOT NULL DEFAULT 0.5 CHECK (margin_ms >= 0),
    slowdown         double precision NOT NULL DEFAULT 1 CHECK (slowdown BETWEEN 1 AND 2),
    recent_sent      double precision NOT NULL DEFAULT 0,
    recent_refused   double precision NOT NULL DEFAULT 0,
    next_slot        timestamptz      NOT NULL DEFAULT now(),
    steered_at       timestamptz      NOT NULL DEFAULT now(),
    refused_at       timestamptz,
    slowed_at        timestamptz,
    refused          bigint           NOT NULL DEFAULT 0,
    ill_since        timestamptz,
    lost             bigint           NOT NULL DEFAULT 0,
    PRIMARY KEY (key_fingerprint, region, action)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0)
