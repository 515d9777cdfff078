-- The last minutes' calls, for rates.
CREATE INDEX attempts_begun ON flowgroup.attempts (begun_at)
