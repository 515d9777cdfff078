-- Looks at everything but payloads and people, and steers by functions, which keep who and why; writes no table.
-- Messages of the API are for `jobs show`. A view calls its functions with the rights of whoever reads it.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class WHERE relnamespace = 'flowgroup'::regnamespace AND relkind = 'v' LOOP
        EXECUTE format('GRANT SELECT ON %s TO flowgroup_ops', name);
    END LOOP;
    FOR name IN SELECT oid::regprocedure FROM pg_proc
                WHERE pronamespace = 'flowgroup'::regnamespace AND prosecdef AND (provolatile = 's' OR proname IN (
                    'retry', 'retry_many', 'cancel', 'cancel_many', 'resolve', 'resolve_many', 'pause', 'resume', 'rebind',
                    'hold', 'release', 'set_quota')) LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO flowgroup_ops', name);
    END LOOP;
    SELECT string_agg(quote_ident(attname), ', ') INTO name FROM pg_attribute
    WHERE attrelid = 'flowgroup.jobs'::regclass AND attnum > 0 AND NOT attisdropped
        AND attname NOT IN ('payload', 'approvers', 'file_ids');
    EXECUTE format('GRANT SELECT (%s) ON flowgroup.jobs TO flowgroup_ops', name);
    SELECT string_agg(quote_ident(attname), ', ') INTO name FROM pg_attribute
    WHERE attrelid = 'flowgroup.attempts'::regclass AND attnum > 0 AND NOT attisdropped 
        AND attname NOT IN ('approvers', 'token');
    EXECUTE format('GRANT SELECT (%s) ON flowgroup.attempts TO flowgroup_ops', name);
    GRANT SELECT ON flowgroup.accounts, flowgroup.account_grants, flowgroup.audit, flowgroup.binding,
                    flowgroup.checking, flowgroup.codes, flowgroup.held_batches,
                    flowgroup.slots, flowgroup.witnesses, flowgroup.workers TO flowgroup_ops;
END
$$
