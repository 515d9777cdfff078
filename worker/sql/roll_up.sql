-- Adds up a step of what is over, for the views, and announces batches that are done.
-- Whichever worker comes first does it; for the others there is nothing to do.
SELECT flowgroup.roll_up() AS more
