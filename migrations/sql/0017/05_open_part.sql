-- What is not over of one batch, account and priority: how many rows, how many of them are not due yet, since and until
-- when they are due, and the contracts that they come to.
CREATE TYPE flowgroup.open_part AS (
    batch text, account text, priority smallint, n bigint, later bigint, first_due timestamptz, last_due timestamptz,
    contracts bigint)
