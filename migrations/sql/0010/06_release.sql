-- Lets a held batch be sent again, each row from the place in the line that it had. The first thousand rows are back
-- at once, workers put the rest back. Returns whether it was held.
CREATE FUNCTION flowgroup.release(batch text, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held flowgroup.held_batches;
BEGIN
    DELETE FROM flowgroup.held_batches h WHERE h.batch = release.batch RETURNING h.* INTO held;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO flowgroup.audit (action, reason, detail) VALUES (
        'release', release.reason,
        jsonb_build_object('batch', held.batch, 'since', held.since, 'held_by', held.actor, 'held_for', held.reason));
    PERFORM flowgroup.put_back(1000);
    RETURN true;
END
$$
