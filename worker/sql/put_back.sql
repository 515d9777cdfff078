-- Puts rows of released batches back into the line.
-- The function says how.
SELECT flowgroup.put_back(:n) AS n
