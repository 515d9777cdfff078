-- Batches of which no row may be begun until they are released, and who held them, why.
-- A batch may be held before its first row is there.
CREATE TABLE flowgroup.held_batches (
    batch   text PRIMARY KEY,
    since   timestamptz NOT NULL DEFAULT now(),
    actor   text        NOT NULL DEFAULT session_user,
    reason  text
)
