-- Writes what came of the files of some rows: ready with their ids, ended, or waiting on with the reason; but not where
-- the row has changed since it was read.
UPDATE flowgroup.jobs j
SET status = s.status, waits_for_files = s.waits, file_ids = s.file_ids, files_until = s.files_until, errors = s.errors,
    error_code = CASE WHEN s.waits OR j.attempt_no = 0 THEN s.error_code ELSE j.error_code END,
    error_message = CASE WHEN s.waits OR j.attempt_no = 0 THEN s.error_message ELSE j.error_message END,
    finished_at = CASE WHEN s.status <> 'pending' THEN now() END, updated_at = now()
FROM jsonb_to_recordset(CAST(:settled AS jsonb)) AS s (
    job_id bigint, updated_at timestamptz, status text, waits boolean, file_ids jsonb, files_until timestamptz,
    errors jsonb, error_code text, error_message text)
WHERE j.id = ANY (ARRAY[s.job_id]) AND j.status = 'pending' AND j.waits_for_files AND j.updated_at = s.updated_at
  AND NOT (s.status = 'pending' AND s.waits AND (j.error_code, j.error_message) IS NOT DISTINCT FROM (s.error_code, s.error_message))
RETURNING j.id AS job_id
