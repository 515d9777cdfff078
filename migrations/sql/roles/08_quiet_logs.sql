-- Keeps what enqueuers and workers send out of the server's log, where this login may say so: a superuser may. Roles
-- hand no settings down, so each login that is a member has its own; and members made later may set theirs themselves.
-- An error is told to whoever made it: its message may repeat the value that was wrong.
DO $$
DECLARE
    quiet CONSTANT jsonb := '{"log_statement": "none", "log_min_duration_statement": "-1", "log_min_duration_sample": "-1",
        "log_transaction_sample_rate": "0", "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
        "log_min_messages": "fatal", "log_min_error_statement": "panic", "log_error_verbosity": "terse"}';
    setting record;
    login record;
BEGIN
    FOR setting IN SELECT key AS name, value FROM jsonb_each_text(quiet) LOOP
        BEGIN
            IF NOT (has_parameter_privilege('flowgroup_worker', setting.name, 'SET')
                AND has_parameter_privilege('flowgroup_enqueuer', setting.name, 'SET')) THEN
                EXECUTE format('GRANT SET ON PARAMETER %I TO flowgroup_worker, flowgroup_enqueuer', setting.name);
            END IF;
            FOR login IN
                SELECT r.oid, r.rolname FROM pg_roles r
                WHERE NOT r.rolsuper AND (r.rolcanlogin OR r.rolname IN ('flowgroup_worker', 'flowgroup_enqueuer'))
                    AND (pg_has_role(r.oid, 'flowgroup_worker', 'MEMBER') OR pg_has_role(r.oid, 'flowgroup_enqueuer', 'MEMBER'))
                    AND NOT EXISTS (
                        SELECT FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
                        WHERE s.setrole = r.oid AND d.datname = current_database()
                            AND setting.name || '=' || setting.value = ANY (s.setconfig))
            LOOP
                EXECUTE format('ALTER ROLE %I IN DATABASE %I SET %I = %L',
                    login.rolname, current_database(), setting.name, setting.value);
            END LOOP;
        EXCEPTION WHEN insufficient_privilege OR internal_error THEN
            NULL;
        END;
    END LOOP;
END
$$
