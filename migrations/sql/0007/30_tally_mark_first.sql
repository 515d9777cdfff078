-- The first mark: nobody writes while the migration holds the table.
INSERT INTO flowgroup.tally_mark (upto, safe_until, minutes_upto)
SELECT at, at, '-infinity' FROM (SELECT clock_timestamp() - interval '5 seconds') AS mark (at)
