-- Moves the mark to where nothing can appear any more, a bounded step at a time, adds up what lies before it, and
-- announces batches that are done. One at a time, at most once a second. Returns whether there is more to do.
--
-- Who may still write an end that lies before a moment? Only transactions that held the table's write lock then: what
-- is written under a later lock ends later, or is more than four seconds old when it is written, and then its own
-- trigger keeps the tallies true. So once those holders are gone, all that ended five seconds before the moment is
-- there to be seen.
CREATE FUNCTION flowgroup.roll_up(most integer DEFAULT 20000) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    mark flowgroup.tally_mark;
    asked timestamptz := clock_timestamp();
    busy text[];
    fence timestamptz;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'roll_up needs READ COMMITTED: a later look must see what was committed meanwhile.';
    END IF;
    SELECT m.* INTO mark FROM flowgroup.tally_mark m
    WHERE m.looked_at < asked - interval '1 second' OR m.upto < m.safe_until OR m.minutes_upto < asked - interval '9 minutes'
    FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    busy := flowgroup.writers();
    IF NOT mark.writers && busy THEN
        mark.safe_until := greatest(mark.safe_until, mark.asked_at - interval '5 seconds');
        mark.asked_at := asked;
        mark.writers := busy;
    END IF;
    SELECT greatest(j.finished_at, mark.upto + interval '1 microsecond') INTO fence FROM flowgroup.jobs j
    WHERE j.finished_at >= mark.upto ORDER BY j.finished_at OFFSET most LIMIT 1;
    fence := least(fence, mark.safe_until);
    INSERT INTO flowgroup.tallies (batch, account, status, error_code, n, contracts, first_at, last_at)
    SELECT j.batch, j.account, j.status, j.error_code, count(*), coalesce(sum(j.contracts), 0),
           min(j.finished_at), max(j.finished_at)
    FROM flowgroup.jobs j
    WHERE j.finished_at >= mark.upto AND j.finished_at < fence
    GROUP BY j.batch, j.account, j.status, j.error_code;
    UPDATE flowgroup.tally_mark SET upto = fence;
    IF fence = mark.safe_until THEN
        PERFORM flowgroup.tell_done(mark.told_upto, mark.seen_id);
        IF (SELECT count(*) FROM flowgroup.tallies) > 100 + 2 * mark.compacted THEN
            mark.compacted := flowgroup.compact_tallies();
        END IF;
        mark.told_upto := fence;
        mark.seen_id := coalesce((SELECT max(t.id) FROM flowgroup.tallies t), mark.seen_id);
        mark.minutes_upto := flowgroup.roll_minutes(mark.minutes_upto);
    END IF;
    UPDATE flowgroup.tally_mark
    SET safe_until = mark.safe_until, asked_at = mark.asked_at, writers = mark.writers, looked_at = asked,
        told_upto = mark.told_upto, seen_id = mark.seen_id,
        compacted = mark.compacted, minutes_upto = mark.minutes_upto;
    RETURN fence < mark.safe_until OR mark.minutes_upto < asked - interval '9 minutes';
END
$$
