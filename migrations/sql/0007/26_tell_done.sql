-- Announces batches that had a row end since the last look and have none open, once: again only if one was reopened
-- or rows came to it. Called by whoever holds the mark, once it has caught up.
CREATE FUNCTION flowgroup.tell_done(since timestamptz, seen_id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    done text;
BEGIN
    DELETE FROM flowgroup.batches_done d USING flowgroup.tallies t
    WHERE t.id > tell_done.seen_id AND t.reopened AND t.batch = d.batch;
    FOR done IN WITH touched AS (
        SELECT j.batch FROM flowgroup.jobs j WHERE j.finished_at >= since
        UNION
        SELECT t.batch FROM flowgroup.tallies t WHERE t.id > tell_done.seen_id
    ), ended AS (
        SELECT touched.batch FROM touched
        WHERE touched.batch IS NOT NULL AND NOT EXISTS (
            SELECT FROM flowgroup.jobs j WHERE j.batch = touched.batch AND j.finished_at IS NULL)
    ), told AS (
        INSERT INTO flowgroup.batches_done AS d (batch, n)
        SELECT f.batch, sum(f.n) FROM flowgroup.final_counts() f
        WHERE f.batch IN (SELECT ended.batch FROM ended) GROUP BY f.batch
        ON CONFLICT (batch) DO UPDATE SET n = excluded.n, told_at = now() WHERE d.n < excluded.n
        RETURNING d.batch
    )
    SELECT told.batch FROM told LOOP
        PERFORM pg_notify('flowgroup_batch_done', left(done, 1900));
    END LOOP;
END
$$
