-- Rows that should have moved: on the wire past their deadline, which the next worker ends; put back twenty times in a
-- row; due for ten minutes while their files cannot be had. At most 2,000.
CREATE FUNCTION flowgroup.stuck_rows() RETURNS TABLE (id bigint, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    (SELECT j.id, a.send_deadline
     FROM flowgroup.jobs j JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
     WHERE j.status = 'sending' AND a.send_deadline < now() - interval '5 seconds'
     LIMIT 1000)
    UNION ALL
    (SELECT j.id, j.created_at FROM flowgroup.jobs j
     WHERE j.finished_at IS NULL AND j.error_code IS NOT NULL AND j.status = 'pending'
       AND (j.deferrals >= 20 OR j.waits_for_files AND j.run_after < now() - interval '10 minutes')
     LIMIT 1000);
END
