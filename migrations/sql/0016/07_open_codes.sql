-- The rows that wait after a try, by batch and code, found by their index.
-- They bear it since they were last changed, which is the end of that try unless somebody held or released them.
CREATE OR REPLACE FUNCTION flowgroup.open_codes() RETURNS TABLE (
    batch text, error_code text, status text, n bigint, first_at timestamptz, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    SELECT j.batch, j.error_code, 'open', count(*), min(j.updated_at), max(j.updated_at)
    FROM flowgroup.jobs j
    WHERE j.finished_at IS NULL AND j.error_code IS NOT NULL
    GROUP BY j.batch, j.error_code;
END
