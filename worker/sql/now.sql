-- The database's clock, which rules all workers; as epoch seconds.
SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision) AS now
