-- Which database this is; what is kept outside of it (the spool) carries the answer.
SELECT flowgroup.database_identity() AS database_identity
