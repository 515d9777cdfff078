-- How far each quota reaches: `missing` contracts are to be bought before all that waits is issued, and where some are,
-- about how many groups it still holds for, and until when at the pace of the last minute (NULL while nothing moves).
CREATE FUNCTION flowgroup.quotas_of(parts flowgroup.open_part[]) RETURNS TABLE (
    account text, told bigint, told_at timestamptz, told_by text, reason text, issued bigint, units_left bigint,
    waiting bigint, in_doubt bigint, missing bigint, enough boolean, groups_left bigint, ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT q.account, q.told, q.told_at, q.told_by, q.reason, q.issued, q.units_left, q.waiting, q.in_doubt, q.missing,
           q.missing = 0, q.groups_left, now() + make_interval(secs => q.groups_left / pace.calls_per_second)
    FROM (
        SELECT c.*, l.units_left, greatest(c.waiting - l.units_left, 0) AS missing,
               CASE WHEN c.waiting > l.units_left
                   THEN CAST(floor(CAST(l.units_left AS numeric) * c.groups / c.waiting) AS bigint) END AS groups_left
        FROM flowgroup.quota_counts(parts) c CROSS JOIN LATERAL (SELECT greatest(c.told - c.issued, 0)) AS l (units_left)
    ) AS q
    LEFT JOIN LATERAL (
        SELECT nullif(p.calls_per_second, 0) AS calls_per_second FROM flowgroup.paces() p
        WHERE p.account = q.account AND p.moves AND q.missing > 0
    ) AS pace ON true;
END
