-- The first send binds a database to the API host and to itself; later ones only compare.
INSERT INTO flowgroup.binding (endpoint, database_identity)
VALUES (:endpoint, flowgroup.database_identity())
ON CONFLICT (singleton) DO NOTHING
