-- A payload as it would be sent, for the check. What nests deeper than any request (deep), or holds numbers that stand
-- for more text than they take room (odd), or is larger than the API takes (large) has no body: some of it no server
-- can print, and none of it need be read. Step by step, since a planner may print a known value in whatever branch.
CREATE FUNCTION flowgroup.printed(
    payload jsonb, most_bytes integer, OUT deep boolean, OUT odd boolean, OUT large boolean, OUT body text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    deep := jsonb_path_exists(payload, '$.**{65}');
    odd := jsonb_path_exists(payload, '$.**{0 to 64} ? (@ > 1000000000000000 || @ < -1000000000000000
        || @ > -0.000000000000001 && @ < 0.000000000000001 && @ != 0)');
    IF NOT deep AND NOT odd THEN
        body := payload::text;
        large := octet_length(body) > most_bytes;
        IF large THEN
            body := NULL;
        END IF;
    END IF;
END
$$
