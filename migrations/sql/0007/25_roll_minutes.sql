-- Writes down the calls of minutes whose late answers are known (they are awaited for five), some 50,000 calls at a
-- time, and forgets those of a week ago. Returns the new mark.
CREATE FUNCTION flowgroup.roll_minutes(since timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    known timestamptz := date_trunc('minute', clock_timestamp() - interval '7 minutes', 'UTC');
    first timestamptz;
    fence timestamptz;
BEGIN
    SELECT min(a.begun_at) INTO first FROM flowgroup.attempts a
    WHERE a.begun_at >= greatest(since, known - interval '7 days');
    IF first IS NULL OR first >= known THEN
        RETURN greatest(since, known);
    END IF;
    first := date_trunc('minute', first, 'UTC');
    SELECT date_trunc('minute', a.begun_at, 'UTC') INTO fence FROM flowgroup.attempts a
    WHERE a.begun_at >= first ORDER BY a.begun_at OFFSET 50000 LIMIT 1;
    fence := least(known, greatest(fence, first + interval '1 minute'));
    INSERT INTO flowgroup.minutes SELECT c.* FROM flowgroup.calls_between(first, fence) c ON CONFLICT DO NOTHING;
    DELETE FROM flowgroup.minutes m WHERE m.minute < known - interval '7 days';
    RETURN fence;
END
$$
