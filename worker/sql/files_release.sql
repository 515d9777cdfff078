-- Ends a worker's claim after an upload that failed; nobody tries the content again before the back-off is over.
UPDATE flowgroup.files f
SET claimed_by = NULL, claimed_until = clock_timestamp() + make_interval(secs => :delay_s)
WHERE f.account = :account AND f.agent = :agent AND f.sha256 = :sha256 AND f.claimed_by = :worker
