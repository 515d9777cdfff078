-- Lets no row of a batch be begun until it is released.
-- The function keeps who and why in the audit table.
SELECT flowgroup.hold(:batch, :reason)
