-- As before, but what takes more than five times the room of its text's bound is large without being printed: an entry
-- of an array takes twelve bytes, and three of text. A refused row may hold what Postgres itself cannot print, and one
-- such row would fail every look. `#> '{}'` is the payload itself, unpacked once for all that follows.
CREATE OR REPLACE FUNCTION flowgroup.printed(
    payload jsonb, most_bytes integer, OUT deep boolean, OUT odd boolean, OUT large boolean, OUT body text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    plain jsonb := payload #> '{}';
BEGIN
    large := pg_column_size(plain) / 5 > most_bytes;
    IF large THEN
        RETURN;
    END IF;
    deep := jsonb_path_exists(plain, '$.**{65}');
    odd := jsonb_path_exists(plain, '$.**{0 to 64} ? (@ > 1000000000000000 || @ < -1000000000000000
        || @ > -0.000000000000001 && @ < 0.000000000000001 && @ != 0)');
    IF NOT deep AND NOT odd THEN
        body := plain::text;
        large := octet_length(body) > most_bytes;
        IF large THEN
            body := NULL;
        END IF;
    END IF;
END
$$
