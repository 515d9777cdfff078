-- The ids of some contents that can still be used for a while, and for how long; and who of the fleet uploads now, or
-- that nobody does before a back-off is over. A content that nobody has uploaded or claimed has no row.
SELECT f.sha256, usable.file_id, usable.valid_until,
       CAST(greatest(extract(epoch FROM f.claimed_until - clock_timestamp()), 0) AS double precision) AS claimed_s,
       f.claimed_by IS NULL AS resting
FROM flowgroup.files f LEFT JOIN LATERAL (
    SELECT f.file_id, f.valid_until WHERE f.valid_until > clock_timestamp() + make_interval(secs => :fresh_for_s)
) AS usable ON true
WHERE f.account = :account AND f.agent = :agent AND f.sha256 = ANY (CAST(:sha256s AS text[]))
