-- What the server's log would keep of what is sent: settings of this very session that do not hold it back, and logins
-- that may enqueue or work whose own settings do not.
WITH loud AS (
    SELECT name, setting, CASE name
            WHEN 'log_statement' THEN setting NOT IN ('none', 'ddl')
            WHEN 'log_min_duration_statement' THEN setting <> '-1'
            WHEN 'log_min_duration_sample' THEN setting <> '-1'
            WHEN 'log_transaction_sample_rate' THEN setting::double precision <> 0
            WHEN 'log_parameter_max_length_on_error' THEN setting <> '0'
            ELSE setting NOT IN ('fatal', 'panic') END AS loud
    FROM pg_settings
    WHERE name IN ('log_statement', 'log_min_duration_statement', 'log_min_duration_sample',
                   'log_transaction_sample_rate', 'log_parameter_max_length_on_error', 'log_min_messages')
)
SELECT ARRAY(SELECT name || ' = ' || setting FROM loud WHERE loud.loud ORDER BY name) AS settings,
       ARRAY(SELECT r.rolname::text FROM pg_roles r
             WHERE r.rolcanlogin AND NOT r.rolsuper AND r.rolname <> session_user
                 AND EXISTS (SELECT FROM pg_roles held WHERE held.rolname IN ('flowgroup_enqueuer', 'flowgroup_worker')
                             AND pg_has_role(r.oid, held.oid, 'MEMBER'))
                 AND NOT EXISTS (
                     SELECT FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase
                     WHERE s.setrole = r.oid AND (d.datname = current_database() OR s.setdatabase = 0)
                         AND s.setconfig @> ARRAY['log_statement=none', 'log_min_duration_statement=-1',
                             'log_min_messages=fatal'])
             ORDER BY r.rolname) AS logins
