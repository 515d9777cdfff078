-- How often each state folder was seen here. A folder that remembers more than this table does proves that the
-- database was set back, even where neither its identity nor its timeline changed.
CREATE TABLE flowgroup.witnesses (
    state_id  uuid PRIMARY KEY,
    beats     bigint      NOT NULL,
    seen_at   timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50)
