-- Stops an account ('*': all) until the given time, or until resume when it is NULL.
CREATE FUNCTION flowgroup.pause(account text, until timestamptz, reason text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO flowgroup.accounts AS a (account, paused_since, pause_code, pause_reason, paused_until)
    VALUES (pause.account, now(), 'Worker.OperatorPause', pause.reason, pause.until)
    ON CONFLICT (account) DO UPDATE
    SET paused_since = now(), pause_code = 'Worker.OperatorPause', pause_reason = pause.reason,
        paused_until = pause.until, pause_job_id = NULL, probe_at = NULL, probes = 0;
    INSERT INTO flowgroup.audit (action, account, reason, detail)
    VALUES ('pause', pause.account, pause.reason, jsonb_build_object('until', pause.until));
    SELECT pg_notify('flowgroup_jobs', '');
END
