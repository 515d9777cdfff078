-- Whose turn it is to check: one row, or none. One worker of the fleet checks at a time; its turn lapses by itself.
-- A second one at work does no harm, since a verdict is only taken for the version of the row that it is about.
CREATE TABLE flowgroup.checking (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    worker     text        NOT NULL,
    until      timestamptz NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0)
