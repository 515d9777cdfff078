-- A worker that stopped by itself leaves no row behind; of those that did not, a day's trace is kept.
DELETE FROM flowgroup.workers WHERE worker = :worker OR last_seen < now() - interval '1 day'
