-- How many instants the last reservation took: what it was granted is told by the row itself, without another look.
ALTER TABLE flowgroup.slots ADD COLUMN granted integer NOT NULL DEFAULT 0
