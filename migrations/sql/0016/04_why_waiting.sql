-- As before, and: workers are blocked where nobody may send for the account of the row.
-- What stops one account is no reason for the rows of another.
CREATE OR REPLACE FUNCTION flowgroup.why_waiting(
    job flowgroup.jobs, OUT code text, OUT names text, OUT ends_at timestamptz, OUT rows_ahead bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held flowgroup.accounts;
    pace record;
    blocked text;
BEGIN
    SELECT a.* INTO held FROM flowgroup.accounts a
    WHERE a.account IN (job.account, '*') AND a.paused_since IS NOT NULL
      AND (a.paused_until IS NULL OR a.paused_until > now())
    ORDER BY a.account = '*' DESC LIMIT 1;
    SELECT p.*, EXISTS (SELECT FROM flowgroup.slots s WHERE s.key_fingerprint = p.key AND s.ill_since IS NOT NULL
                        AND s.action = 'ChannelCreateFlowGroupByFiles') AS ill INTO pace
    FROM flowgroup.paces() p WHERE p.account = job.account;
    blocked := flowgroup.blocked_for(job.account);
    names := job.error_code;
    IF job.send_before <= now() THEN
        code := 'expired';
    ELSIF EXISTS (SELECT FROM flowgroup.held_batches h WHERE h.batch = job.batch) THEN
        code := 'held';
        names := NULL;
    ELSIF held.account IS NOT NULL AND (held.paused_until IS NULL OR held.paused_until >= job.run_after) THEN
        code := CASE held.account WHEN '*' THEN 'all_paused' ELSE 'account_paused' END;
        names := held.pause_code;
        ends_at := nullif(coalesce(held.paused_until, held.probe_at), 'infinity');
    ELSIF job.run_after = 'infinity' THEN
        code := 'never';
    ELSIF job.run_after > now() THEN
        code := CASE WHEN job.error_code IS NULL THEN 'planned' ELSE 'back_off' END;
        ends_at := job.run_after;
    ELSIF NOT EXISTS (SELECT FROM flowgroup.worker_state) THEN
        code := 'no_worker';
    ELSIF blocked IS NOT NULL THEN
        code := 'workers_blocked';
        names := blocked;
    ELSIF job.waits_for_files THEN
        code := CASE WHEN job.error_code IS NULL THEN 'files' ELSE 'files_failed' END;
    ELSE
        rows_ahead := flowgroup.rows_ahead(job);
        code := CASE WHEN pace.ill THEN 'endpoint_ill' ELSE 'in_line' END;
        ends_at := now() + make_interval(secs => rows_ahead / CASE WHEN pace.ill THEN 0.1
            ELSE coalesce(nullif(pace.calls_per_second, 0), pace.limit_per_second, 20) END);
    END IF;
END
$$
