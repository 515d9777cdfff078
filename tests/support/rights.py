"""What each role may do, as the server itself says: one line for each right."""

import asyncpg

ROLES = ("flowgroup_enqueuer", "flowgroup_reader", "flowgroup_ops", "flowgroup_worker", "public")

# A right on a whole table is one on every column of it, those that Postgres adds itself too.
_TABLES = """
SELECT concat_ws(' ', replace(role, 'flowgroup_', ''), c.relname, verb, CASE
    WHEN has_table_privilege(role, c.oid, verb) THEN '*'
    WHEN verb IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') THEN (
        SELECT string_agg(a.attname, ' ' ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND NOT a.attisdropped AND has_column_privilege(role, c.oid, a.attnum, verb)) END)
FROM unnest($1::text[]) AS role,
     unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER,MAINTAIN}'::text[]) AS verb,
     pg_class c
WHERE c.relnamespace = 'flowgroup'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
    AND (has_table_privilege(role, c.oid, verb)
        OR verb IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(role, c.oid, verb))"""
_FUNCTIONS = """
SELECT concat_ws(' ', replace(role, 'flowgroup_', ''), p.proname || '()', 'EXECUTE')
FROM unnest($1::text[]) AS role, pg_proc p
WHERE p.pronamespace = 'flowgroup'::regnamespace AND has_function_privilege(role, p.oid, 'EXECUTE')
    AND (role = 'public' OR NOT has_function_privilege('public', p.oid, 'EXECUTE'))"""
_SEQUENCES = """
SELECT concat_ws(' ', replace(role, 'flowgroup_', ''), c.relname, 'SEQUENCE')
FROM unnest($1::text[]) AS role, pg_class c
WHERE c.relnamespace = 'flowgroup'::regnamespace AND c.relkind = 'S'
    AND has_sequence_privilege(role, c.oid, 'USAGE, SELECT, UPDATE')"""
_SCHEMA = """
SELECT concat_ws(' ', replace(role, 'flowgroup_', ''), 'schema', verb)
FROM unnest($1::text[]) AS role, unnest('{USAGE,CREATE}'::text[]) AS verb
WHERE has_schema_privilege(role, 'flowgroup', verb)"""


async def rights(connection: asyncpg.Connection) -> list[str]:
    """Return every right as `role thing VERB columns`, sorted; what `public` may, all may."""
    lines: list[str] = []
    for sql in (_TABLES, _FUNCTIONS, _SEQUENCES, _SCHEMA):
        lines += [row[0] for row in await connection.fetch(sql, list(ROLES))]
    return sorted(lines)
