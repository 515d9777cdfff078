-- Keeps the id of an upload, dated by its first byte, unless one that lasts longer is known already. That one may have
-- been lost: then the new one is kept all the same.
-- It ends the claim of the worker that uploaded; an id that comes after its claim has lapsed is as good.
WITH stamp AS MATERIALIZED (
    SELECT to_timestamp(:began) AS uploaded_at,
           to_timestamp(:began) + make_interval(secs => :valid_s) AS valid_until
), kept AS (
    UPDATE flowgroup.files f
    SET file_id = :file_id, uploaded_at = stamp.uploaded_at, valid_until = stamp.valid_until,
        claimed_by = CASE WHEN f.claimed_by = :worker THEN NULL ELSE f.claimed_by END,
        claimed_until = CASE WHEN f.claimed_by = :worker THEN NULL ELSE f.claimed_until END
    FROM stamp
    WHERE f.account = :account AND f.agent = :agent AND f.sha256 = :sha256
      AND (f.valid_until IS NULL OR f.valid_until < stamp.valid_until
           OR f.uploaded_at < f.lost_at AND f.lost_at <= stamp.uploaded_at)
)
SELECT stamp.uploaded_at, stamp.valid_until FROM stamp
