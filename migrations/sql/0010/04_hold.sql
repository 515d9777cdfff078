-- From its commit on no row of the batch is begun, whoever inserted it and when; rows on the wire finish. Workers take
-- what waits out of the line, some thousand rows at a time. A second hold replaces the reason.
CREATE FUNCTION flowgroup.hold(batch text, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(hold.batch, '') = '' THEN
        RAISE EXCEPTION 'hold needs the name of a batch.';
    END IF;
    INSERT INTO flowgroup.held_batches AS h (batch, reason) VALUES (hold.batch, hold.reason)
    ON CONFLICT ON CONSTRAINT held_batches_pkey DO UPDATE SET reason = excluded.reason, actor = excluded.actor;
    INSERT INTO flowgroup.audit (action, reason, detail)
    VALUES ('hold', hold.reason, jsonb_build_object('batch', hold.batch));
END
$$
