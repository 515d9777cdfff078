-- One row per running worker, renewed every few seconds.
CREATE TABLE flowgroup.workers (
    worker      text PRIMARY KEY,
    host        text             NOT NULL,
    pid         integer          NOT NULL,
    version     text             NOT NULL,
    endpoint    text             NOT NULL,
    rate_limit  double precision NOT NULL,
    started_at  timestamptz      NOT NULL DEFAULT now(),
    last_seen   timestamptz      NOT NULL DEFAULT now(),
    in_flight   integer          NOT NULL DEFAULT 0,
    blocked     text
) WITH (fillfactor = 50)
