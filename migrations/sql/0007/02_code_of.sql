-- The entry that a code is judged by: its own, else its family's.
-- NULL for no code.
CREATE FUNCTION flowgroup.code_of(asked text) RETURNS SETOF flowgroup.codes
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT c.* FROM flowgroup.codes c
    WHERE c.code = asked OR c.family IS NOT NULL AND starts_with(asked, c.code)
    ORDER BY (c.code = asked) DESC, c.family
    LIMIT 1;
END
