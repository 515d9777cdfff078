-- Batches of which it was announced that their last row ended, and how many rows they had then.
-- One that is reopened or has more rows by its next end is announced again.
CREATE TABLE flowgroup.batches_done (
    batch    text PRIMARY KEY,
    n        bigint      NOT NULL,
    told_at  timestamptz NOT NULL DEFAULT now()
)
