-- Notes since when a quota does not suffice, once a minute, whoever comes first; nobody waits for a row that somebody
-- else is at.
CREATE FUNCTION flowgroup.note_quotas() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    due text[];
BEGIN
    SELECT array_agg(free.account) INTO due FROM (
        SELECT q.account FROM flowgroup.quotas q WHERE q.looked_at < clock_timestamp() - interval '60 seconds'
        FOR UPDATE SKIP LOCKED) AS free;
    IF due IS NOT NULL THEN
        UPDATE flowgroup.quotas q
        SET looked_at = clock_timestamp(),
            short_since = CASE WHEN s.missing > 0 THEN coalesce(q.short_since, clock_timestamp()) END
        FROM flowgroup.quota_state s
        WHERE s.account = q.account AND q.account = ANY (due);
    END IF;
END
$$
