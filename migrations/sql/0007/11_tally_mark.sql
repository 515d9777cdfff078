-- Up to where rows are in the tallies (finished_at < upto), and the sample by which the next mark is found: who was
-- writing to the jobs at `asked_at`. Once they have all ended, nothing older than that can appear any more. Batches with
-- an end from told_upto on, or with a line after seen_id, may have to be announced.
CREATE TABLE flowgroup.tally_mark (
    singleton     boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    upto          timestamptz NOT NULL,
    safe_until    timestamptz NOT NULL,
    asked_at      timestamptz,
    writers       text[]      NOT NULL DEFAULT '{}',
    looked_at     timestamptz NOT NULL DEFAULT '-infinity',
    told_upto     timestamptz NOT NULL,
    seen_id       bigint      NOT NULL DEFAULT 0,
    compacted     bigint      NOT NULL DEFAULT 0,
    minutes_upto  timestamptz NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0)
