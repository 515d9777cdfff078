-- What this database was bound to at its first send: one row, or none.
CREATE TABLE flowgroup.binding (
    singleton          boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    endpoint           text        NOT NULL,
    database_identity  text        NOT NULL,
    bound_at           timestamptz NOT NULL DEFAULT now()
)
