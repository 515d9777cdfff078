-- How many due rows of its account come before a row in line; priority first, then retries, then the time, then the id.
-- Counted from the index of the line alone, a range at a time.
CREATE FUNCTION flowgroup.rows_ahead(job flowgroup.jobs) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    SELECT CAST(sum(part.n) AS bigint) FROM (
        SELECT count(*) FROM flowgroup.jobs j
        WHERE j.account = job.account AND j.status = 'pending' AND NOT j.waits_for_files
          AND j.priority > job.priority AND j.run_after <= now()
        UNION ALL
        SELECT count(*) FROM flowgroup.jobs j
        WHERE job.attempt_no = 0 AND j.account = job.account AND j.status = 'pending' AND NOT j.waits_for_files
          AND j.priority = job.priority AND (j.attempt_no > 0) = true AND j.run_after <= now()
        UNION ALL
        SELECT count(*) FROM flowgroup.jobs j
        WHERE j.account = job.account AND j.status = 'pending' AND NOT j.waits_for_files
          AND j.priority = job.priority AND (j.attempt_no > 0) = (job.attempt_no > 0)
          AND (j.run_after, j.id) < (job.run_after, job.id)
    ) AS part (n);
END
