-- Rows whose ids end before they could be sent wait for their files again.
-- In steps, past what begin holds.
UPDATE flowgroup.jobs j
SET waits_for_files = true, file_ids = NULL, files_until = NULL, updated_at = now()
WHERE j.id = ANY (ARRAY(
    SELECT id FROM flowgroup.jobs
    WHERE status = 'pending' AND files_until <= now() + interval '1 second'
    ORDER BY files_until LIMIT 1000 FOR UPDATE SKIP LOCKED))
RETURNING j.id AS job_id
