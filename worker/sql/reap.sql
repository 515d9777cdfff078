-- A row still sending after its deadline is in doubt, on the database's clock and never back to pending:
-- its worker may have sent it. The attempt row says so too, but stays open for that worker's own late report.
WITH silent AS (
    SELECT j.id, a.worker
    FROM flowgroup.jobs j JOIN flowgroup.attempts a ON a.job_id = ANY (ARRAY[j.id]) AND a.attempt_no = j.attempt_no
    WHERE j.status = 'sending' AND a.send_deadline < coalesce(CAST(:now AS timestamptz), now())
    FOR UPDATE OF j, a SKIP LOCKED
), parked AS (
    UPDATE flowgroup.jobs j
    SET status = 'in_doubt', error_code = 'Worker.Lost',
        error_message = format('Worker %1$s did not report by the send deadline. ｜ 工作进程 %1$s 未在发送期限前报告。', silent.worker),
        finished_at = now(), updated_at = now()
    FROM silent
    WHERE j.id = ANY (ARRAY[silent.id]) AND j.status = 'sending'
    RETURNING j.id, j.attempt_no, j.finished_at, silent.worker
), told AS (
    UPDATE flowgroup.attempts a
    SET doubted_at = coalesce(a.doubted_at, parked.finished_at), doubt_code = coalesce(a.doubt_code, 'Worker.Lost')
    FROM parked
    WHERE a.job_id = ANY (ARRAY[parked.id]) AND a.attempt_no = parked.attempt_no
)
SELECT id AS job_id, attempt_no, worker FROM parked
