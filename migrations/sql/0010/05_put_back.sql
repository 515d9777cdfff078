-- Puts rows of released batches back into the line, in the order of sending; some at a time, so that no begin waits
-- for the last one. Returns how many.
CREATE FUNCTION flowgroup.put_back(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moved integer;
BEGIN
    WITH RECURSIVE known AS (
        (SELECT j.batch FROM flowgroup.jobs j
         WHERE j.status = 'pending' AND j.held_run_after IS NOT NULL ORDER BY j.batch LIMIT 1)
        UNION ALL
        SELECT (SELECT j.batch FROM flowgroup.jobs j
                WHERE j.status = 'pending' AND j.held_run_after IS NOT NULL AND j.batch > known.batch
                ORDER BY j.batch LIMIT 1)
        FROM known WHERE known.batch IS NOT NULL
    ), released AS (
        SELECT known.batch FROM known
        WHERE known.batch IS NOT NULL
          AND NOT EXISTS (SELECT FROM flowgroup.held_batches h WHERE h.batch = known.batch)
    ), next AS (
        SELECT due.id FROM released CROSS JOIN LATERAL (
            SELECT j.id FROM flowgroup.jobs j
            WHERE j.batch = released.batch AND j.status = 'pending' AND j.held_run_after IS NOT NULL
            ORDER BY j.priority DESC, (j.attempt_no > 0) DESC, j.held_run_after, j.id
            LIMIT put_back.most FOR UPDATE SKIP LOCKED
        ) AS due
    )
    UPDATE flowgroup.jobs j
    SET run_after = CASE WHEN j.run_after = 'infinity' THEN j.held_run_after ELSE j.run_after END,
        held_run_after = NULL, updated_at = now()
    FROM next WHERE j.id = next.id;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved > 0 THEN
        PERFORM pg_notify('flowgroup_jobs', '');
    END IF;
    RETURN moved;
END
$$
