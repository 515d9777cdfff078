-- Keeps the id of an upload, dated back by the seconds that it took, unless one that lasts longer is known already.
-- It ends the claim of the worker that uploaded; an id that comes after its claim has lapsed is as good.
WITH sent AS MATERIALIZED (
    SELECT clock_timestamp() - make_interval(secs => :took_s) AS uploaded_at
), stamp AS (
    SELECT sent.uploaded_at, sent.uploaded_at + make_interval(secs => :valid_s) AS valid_until FROM sent
), kept AS (
    UPDATE flowgroup.files f
    SET file_id = :file_id, uploaded_at = stamp.uploaded_at, valid_until = stamp.valid_until,
        claimed_by = CASE WHEN f.claimed_by = :worker THEN NULL ELSE f.claimed_by END,
        claimed_until = CASE WHEN f.claimed_by = :worker THEN NULL ELSE f.claimed_until END
    FROM stamp
    WHERE f.account = :account AND f.agent = :agent AND f.sha256 = :sha256
      AND (f.valid_until IS NULL OR f.valid_until < stamp.valid_until)
)
SELECT stamp.valid_until FROM stamp
