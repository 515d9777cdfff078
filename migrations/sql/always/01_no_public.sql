-- After every upgrade: functions that act with the owner's rights are for those who were granted them; Postgres lets
-- everybody call a new function. What is left to everybody computes from its arguments alone.
DO $$
DECLARE
    name regprocedure;
BEGIN
    FOR name IN SELECT oid FROM pg_proc
                WHERE pronamespace = 'flowgroup'::regnamespace AND prosecdef AND has_function_privilege('public', oid, 'EXECUTE') LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END
$$
