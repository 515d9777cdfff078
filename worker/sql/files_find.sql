-- The ids of some contents that can still be used for a while, and for how long; and who of the fleet uploads now, or
-- that nobody does before a back-off is over. A content that nobody has uploaded or claimed has no row.
-- To a row that lost its ids only those are of use that were uploaded after; while one that is not is believed, all wait.
SELECT f.sha256, usable.file_id, usable.uploaded_at, usable.valid_until,
       CAST(greatest(extract(epoch FROM greatest(f.claimed_until, believed.until) - clock_timestamp()), 0)
           AS double precision) AS claimed_s,
       f.claimed_by IS NULL OR f.claimed_until <= clock_timestamp() AS resting
FROM flowgroup.files f LEFT JOIN LATERAL (
    SELECT f.file_id, f.uploaded_at, f.valid_until
    WHERE f.valid_until > clock_timestamp() + make_interval(secs => :fresh_for_s)
      AND (CAST(:after AS timestamptz) IS NULL OR f.uploaded_at > CAST(:after AS timestamptz))
) AS usable ON true LEFT JOIN LATERAL (
    SELECT f.lost_at + make_interval(secs => :trust_s) AS until
    WHERE f.uploaded_at > f.lost_at AND f.valid_until > clock_timestamp() + make_interval(secs => :fresh_for_s)
) AS believed ON usable.file_id IS NULL
WHERE f.account = :account AND f.agent = :agent AND f.sha256 = ANY (CAST(:sha256s AS text[]))
