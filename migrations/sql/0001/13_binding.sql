-- What this database was bound to at its first send: one row, or none.
-- Each approval of a changed database is a new generation.
CREATE TABLE flowgroup.binding (
    singleton          boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    endpoint           text        NOT NULL,
    database_identity  text        NOT NULL,
    generation         integer     NOT NULL DEFAULT 1,
    bound_at           timestamptz NOT NULL DEFAULT now()
)
