-- Who is connected, whose rights it has, and what a worker would lack. `kind` is what the login may be used for: a
-- superuser and the owner of the tables may do everything.
WITH wanted AS (
    SELECT w.verb, w.relation FROM (VALUES
        ('SELECT', 'jobs'), ('UPDATE', 'jobs'), ('SELECT', 'attempts'), ('INSERT', 'attempts'), ('UPDATE', 'attempts'),
        ('SELECT', 'accounts'), ('INSERT', 'accounts'), ('UPDATE', 'accounts'), ('SELECT', 'binding'),
        ('INSERT', 'binding'), ('UPDATE', 'binding'), ('SELECT', 'witnesses'), ('INSERT', 'witnesses'),
        ('UPDATE', 'witnesses'), ('SELECT', 'slots'), ('INSERT', 'slots'), ('UPDATE', 'slots'), ('SELECT', 'checking'),
        ('INSERT', 'checking'), ('UPDATE', 'checking'), ('SELECT', 'workers'), ('INSERT', 'workers'),
        ('UPDATE', 'workers'), ('DELETE', 'workers'), ('SELECT', 'files'), ('INSERT', 'files'), ('UPDATE', 'files'),
        ('DELETE', 'files'), ('SELECT', 'worker_state'), ('SELECT', 'held_batches'), ('INSERT', 'audit')) AS w (verb, relation)
)
SELECT session_user AS login, current_user AS acts_as, me.rolsuper AS superuser,
       pg_has_role(c.relowner, 'USAGE') AS owner, c.relrowsecurity AS has_roles,
       ARRAY(SELECT r.rolname::text FROM pg_roles r
             WHERE r.rolname IN ('flowgroup_enqueuer', 'flowgroup_reader', 'flowgroup_ops', 'flowgroup_worker')
                 AND pg_has_role(r.oid, 'USAGE') ORDER BY r.rolname) AS roles,
       ARRAY(SELECT wanted.verb || ' ON ' || wanted.relation FROM wanted
             WHERE NOT CASE WHEN wanted.verb = 'DELETE'
                 THEN has_table_privilege('flowgroup.' || wanted.relation, wanted.verb)
                 ELSE has_any_column_privilege('flowgroup.' || wanted.relation, wanted.verb) END
             UNION ALL SELECT 'EXECUTE ON ' || p.proname FROM pg_proc p
             WHERE p.pronamespace = c.relnamespace AND p.proname IN ('roll_up', 'put_back', 'final_counts', 'open_counts')
                 AND NOT has_function_privilege(p.oid, 'EXECUTE')
       ) AS lacking
FROM pg_roles me CROSS JOIN pg_class c
WHERE me.rolname = current_user AND c.oid = CAST('flowgroup.jobs' AS regclass)
