-- The roles, where they are missing. They belong to the server and not to the database, so that two databases may
-- make them at the same moment. Nobody can log in as one: they are granted to logins.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['flowgroup_enqueuer', 'flowgroup_reader', 'flowgroup_ops', 'flowgroup_worker'] LOOP
        IF to_regrole(name) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END
$$
