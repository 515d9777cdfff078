-- Deletes rows whose id and claim ended long ago, the oldest first and a few at a time, past what others hold.
DELETE FROM flowgroup.files f
USING (
    SELECT old.account, old.agent, old.sha256 FROM flowgroup.files old
    WHERE greatest(old.valid_until, old.claimed_until) < coalesce(CAST(:now AS timestamptz), now()) - interval '1 day'
    ORDER BY greatest(old.valid_until, old.claimed_until)
    LIMIT 1000 FOR UPDATE SKIP LOCKED
) AS old
WHERE f.account = old.account AND f.agent = old.agent AND f.sha256 = old.sha256
RETURNING 1
