-- Functions that act with the owner's rights are for those who were granted them; Postgres lets everybody call a new
-- function. What is left to everybody computes from its arguments alone, or tells what Postgres tells anyway.
DO $$
DECLARE
    name regprocedure;
BEGIN
    FOR name IN SELECT oid FROM pg_proc WHERE pronamespace = 'flowgroup'::regnamespace AND prosecdef LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END
$$
