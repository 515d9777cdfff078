-- How far the quota that was told reaches: `missing` contracts are to be bought before all that waits is issued, and
-- where some are, about how many groups it still holds for, and until when at the pace of the last minute (NULL while
-- nothing moves). It only informs: whether a call is refused the API alone decides.
CREATE VIEW flowgroup.quota_state AS
SELECT q.account, q.told, q.told_at, q.told_by, q.reason, q.issued, q.units_left, q.waiting, q.in_doubt, q.missing,
       q.missing = 0 AS enough, CASE WHEN q.missing > 0 THEN q.short_since END AS short_since,
       q.groups_left, now() + make_interval(secs => q.groups_left / pace.calls_per_second) AS ends_at
FROM (
    SELECT c.*, l.units_left, greatest(c.waiting - l.units_left, 0) AS missing,
           CASE WHEN c.waiting > l.units_left
               THEN CAST(floor(CAST(l.units_left AS numeric) * c.groups / c.waiting) AS bigint) END AS groups_left
    FROM flowgroup.quota_counts() c CROSS JOIN LATERAL (SELECT greatest(c.told - c.issued, 0)) AS l (units_left)
) AS q
LEFT JOIN LATERAL (
    SELECT nullif(p.calls_per_second, 0) AS calls_per_second FROM flowgroup.paces() p
    WHERE p.account = q.account AND p.moves AND q.missing > 0
) AS pace ON true
