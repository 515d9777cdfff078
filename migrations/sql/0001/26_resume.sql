-- Lets an account ('*': all of them) send again. A changed database is approved
-- by resuming all with a reason: it becomes the bound one.
CREATE FUNCTION flowgroup.resume(account text, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF resume.account = '*' AND (
        EXISTS (SELECT FROM flowgroup.accounts a WHERE a.account = '*' AND a.pause_code = 'Worker.DatabaseChanged')
        OR EXISTS (SELECT FROM flowgroup.binding WHERE database_identity <> flowgroup.database_identity())) THEN
        IF coalesce(resume.reason, '') = '' THEN
            RAISE EXCEPTION 'This database is not the one that sent before (restored or promoted): resume needs a reason that approves it.';
        END IF;
        UPDATE flowgroup.binding
        SET database_identity = flowgroup.database_identity(), generation = generation + 1, bound_at = now();
    END IF;
    INSERT INTO flowgroup.audit (action, account, reason, detail)
    SELECT 'resume', a.account, resume.reason, jsonb_build_object('since', a.paused_since, 'code', a.pause_code)
    FROM flowgroup.accounts a
    WHERE a.paused_since IS NOT NULL AND (a.account = resume.account OR resume.account = '*');
    IF NOT FOUND THEN
        INSERT INTO flowgroup.audit (action, account, reason) VALUES ('resume', resume.account, resume.reason);
    END IF;
    UPDATE flowgroup.accounts a
    SET paused_since = NULL, pause_code = NULL, pause_reason = NULL, paused_until = NULL,
        pause_job_id = NULL, probe_at = NULL, probes = 0
    WHERE a.paused_since IS NOT NULL AND (a.account = resume.account OR resume.account = '*');
    PERFORM pg_notify('flowgroup_jobs', '');
END
$$
