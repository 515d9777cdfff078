-- Which rows a role meets: workers and operators all, the others those of their accounts. Made once, for making one
-- locks the table. A condition that is true leaves a worker its plans and its partial indexes.
DO $$
DECLARE
    granted CONSTANT text := 'ARRAY(SELECT g.account FROM flowgroup.account_grants g) && ARRAY[account, ''*'']';
    policy record;
BEGIN
    FOR policy IN SELECT * FROM (VALUES
        ('worker', 'FOR ALL TO flowgroup_worker USING (true)'),
        ('ops', 'FOR SELECT TO flowgroup_ops USING (true)'),
        ('enqueue', format('FOR INSERT TO flowgroup_enqueuer WITH CHECK (%s)', granted)),
        ('mend', format('FOR UPDATE TO flowgroup_enqueuer USING (status = ''invalid'' AND %1$s) WITH CHECK (%1$s)', granted)),
        ('read', format('FOR SELECT TO flowgroup_reader USING (%s)', granted))) AS wanted (name, rule)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = 'flowgroup.jobs'::regclass AND polname = policy.name) THEN
            EXECUTE format('CREATE POLICY %I ON flowgroup.jobs %s', policy.name, policy.rule);
        END IF;
    END LOOP;
    IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = 'flowgroup.jobs'::regclass) THEN
        ALTER TABLE flowgroup.jobs ENABLE ROW LEVEL SECURITY;
    END IF;
END
$$
