-- The server's version and clock, read as the last thing before the answer leaves.
-- Both in one statement, so that the clock is compared within one round trip.
SELECT current_setting('server_version') AS version, clock_timestamp() AS at
