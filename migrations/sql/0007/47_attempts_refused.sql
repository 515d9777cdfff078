-- The calls that ended in an error, by when they were begun; a created one leaves it alone.
CREATE INDEX attempts_refused ON flowgroup.attempts (begun_at) WHERE error_code IS NOT NULL
