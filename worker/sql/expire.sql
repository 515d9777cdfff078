-- Waiting rows whose last moment has passed end failed; in steps, so that no other statement waits for long.
UPDATE flowgroup.jobs j
SET status = 'failed', error_code = 'Worker.Expired', error_message =
        'send_before passed before the row could be sent. ｜ 未能在 send_before 之前发送。',
    finished_at = now(), updated_at = now()
WHERE j.id = ANY (ARRAY(
    SELECT id FROM flowgroup.jobs
    WHERE status = 'pending' AND send_before <= coalesce(CAST(:now AS timestamptz), now())
    ORDER BY send_before LIMIT 1000 FOR UPDATE SKIP LOCKED))
RETURNING j.id AS job_id
