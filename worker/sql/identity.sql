-- Which database this is, for what is kept outside of it: system identifier and timeline, then the database's name.
SELECT flowgroup.database_identity() AS database_identity, current_database() AS database_name
