-- The first mark: nobody writes while the migration holds the table.
INSERT INTO flowgroup.tally_mark (upto, safe_until, told_upto, minutes_upto)
SELECT at, at, at, '-infinity' FROM (SELECT clock_timestamp() - interval '5 seconds') AS mark (at)
