-- A row still sending after its deadline is in doubt, on the database's clock and never back to pending:
-- its worker may have sent it. The attempt row stays open for that worker's own late report.
WITH silent AS (
    SELECT j.id, a.worker
    FROM flowgroup.jobs j JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
    WHERE j.status = 'sending' AND a.send_deadline < coalesce(CAST(:now AS timestamptz), now())
    FOR UPDATE OF j SKIP LOCKED
)
UPDATE flowgroup.jobs j
SET status = 'in_doubt', error_code = 'Worker.Lost',
    error_message = 'Worker ' || silent.worker || ' did not report by the send deadline.',
    finished_at = now(), updated_at = now()
FROM silent
WHERE j.id = silent.id AND j.status = 'sending'
RETURNING j.id AS job_id, j.attempt_no, silent.worker
