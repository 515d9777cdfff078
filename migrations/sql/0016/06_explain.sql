-- As before, and: of what is kept in both languages each reason takes its own half.
-- Error codes stand with their meaning.
CREATE OR REPLACE FUNCTION flowgroup.explain(job_id bigint) RETURNS TABLE (
    id bigint, status text, code text, reason_en text, reason_zh text, ends_at timestamptz, rows_ahead bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    job flowgroup.jobs;
    why record;
BEGIN
    SELECT j.* INTO job FROM flowgroup.jobs j WHERE j.id = explain.job_id;
    IF job.id IS NULL THEN
        SELECT 'no_such_job' AS code, '' AS names, CAST(NULL AS timestamptz) AS ends_at, CAST(NULL AS bigint) AS rows_ahead INTO why;
    ELSIF job.finished_at IS NOT NULL THEN
        SELECT 'final' AS code, concat_ws(', ', job.status, job.error_code) AS names, job.finished_at AS ends_at, NULL::bigint AS rows_ahead INTO why;
    ELSIF job.status = 'sending' THEN
        SELECT CASE WHEN a.send_deadline > now() THEN 'sending' ELSE 'silent' END AS code, a.worker AS names,
               CASE WHEN a.send_deadline > now() THEN a.send_deadline END AS ends_at, NULL::bigint AS rows_ahead INTO why
        FROM flowgroup.attempts a WHERE a.job_id = job.id AND a.attempt_no = job.attempt_no;
    ELSE
        SELECT * INTO why FROM flowgroup.why_waiting(job);
    END IF;
    RETURN QUERY
    SELECT explain.job_id, job.status, r.code,
           format(r.en, job.account, concat_ws(': ', split_part(why.names, ' ｜ ', 1), c.meaning_en), why.rows_ahead),
           format(r.zh, job.account, concat_ws('：', split_part(why.names, ' ｜ ', -1), c.meaning_zh), why.rows_ahead),
           why.ends_at, why.rows_ahead
    FROM flowgroup.reasons() r
    LEFT JOIN LATERAL flowgroup.code_of(
        CASE WHEN why.code NOT IN ('final', 'workers_blocked', 'sending', 'silent') THEN why.names END) AS c ON true
    WHERE r.code = why.code;
END
$$
