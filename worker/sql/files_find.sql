-- The ids of some contents that can still be used for a while, and for how long; and who of the fleet uploads now.
-- A content that nobody has uploaded or claimed has no row.
SELECT f.sha256, CASE WHEN f.valid_until > clock_timestamp() + make_interval(secs => :fresh_for_s) THEN f.file_id END
           AS file_id,
       CAST(greatest(extract(epoch FROM f.claimed_until - clock_timestamp()), 0) AS double precision) AS claimed_s
FROM flowgroup.files f
WHERE f.account = :account AND f.agent = :agent AND f.sha256 = ANY (CAST(:sha256s AS text[]))
