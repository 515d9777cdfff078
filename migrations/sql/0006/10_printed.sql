-- A payload as it would be sent, for the check. What nests deeper than any request (deep), or holds numbers that stand
-- for more text than they take room (odd), or is larger than the API takes (large) has no body: some of it no server
-- can print, and none of it need be read.
CREATE FUNCTION flowgroup.printed(
    payload jsonb, most_bytes integer, OUT deep boolean, OUT odd boolean, OUT large boolean, OUT body text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT look.deep, look.odd, octet_length(text.text) > printed.most_bytes,
           CASE WHEN octet_length(text.text) <= printed.most_bytes THEN text.text END
    FROM (SELECT jsonb_path_exists(printed.payload, '$.**{65}') AS deep, jsonb_path_exists(printed.payload,
              '$.**{0 to 64} ? (@ > 1000000000000000 || @ < -1000000000000000
                  || @ > -0.000000000000001 && @ < 0.000000000000001 && @ != 0)') AS odd
          OFFSET 0) AS look
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT look.deep AND NOT look.odd THEN printed.payload::text END AS text OFFSET 0) AS text;
END
