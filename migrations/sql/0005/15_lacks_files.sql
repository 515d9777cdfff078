-- Whether a row is invalid for its files alone: what is wrong may be mended on the disk, and not in the payload.
-- No other rule's name begins so.
CREATE FUNCTION flowgroup.lacks_files(errors jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_typeof(errors) = 'array' AND errors <> '[]' AND NOT errors @? '$[*] ? (!(@.rule starts with "file_"))'
