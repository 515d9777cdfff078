-- Lets a held batch be sent again, and says whether it was held.
-- The function keeps who and why in the audit table.
SELECT flowgroup.release(:batch, :reason) AS was_held
