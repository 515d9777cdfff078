-- What stays of a payload: its sha-256 as Postgres prints it, and as many empty contracts as it had, so that they are
-- counted as before. What was never sent may be such that no server prints it: then there is no digest.
CREATE FUNCTION flowgroup.digest(payload jsonb, contracts integer, was_sent boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body text;
BEGIN
    IF was_sent THEN
        body := payload::text;
    ELSE
        body := (flowgroup.printed(payload, 10485760)).body;
    END IF;
    RETURN jsonb_build_object('pruned', jsonb_build_object(
            'sha256', encode(sha256(convert_to(body, 'UTF8')), 'hex'),
            'at', to_jsonb(now())))
        || CASE WHEN contracts IS NULL THEN '{}'
            ELSE jsonb_build_object('FlowFileInfos', to_jsonb(array_fill(NULL::text, ARRAY[least(contracts, 1000)]))) END;
END
$$
