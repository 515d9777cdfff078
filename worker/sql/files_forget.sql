-- Ends the life of ids that the API no longer knows, but for those uploaded within the last seconds; other ids of the
-- same contents stay. Rows that were to be sent with them wait for their files again.
WITH gone AS (
    UPDATE flowgroup.files f
    SET valid_until = least(f.valid_until, clock_timestamp())
    WHERE f.account = :account AND f.file_id = ANY (CAST(:file_ids AS text[]))
      AND f.uploaded_at < clock_timestamp() - make_interval(secs => :older_than_s)
    RETURNING f.file_id
)
UPDATE flowgroup.jobs j
SET waits_for_files = true, file_ids = NULL, files_until = NULL, updated_at = now()
WHERE j.id IN (
    SELECT ready.id FROM flowgroup.jobs ready
    WHERE ready.account = :account AND ready.status = 'pending' AND ready.files_until IS NOT NULL
      AND EXISTS (SELECT FROM jsonb_each_text(ready.file_ids) AS used WHERE used.value IN (SELECT file_id FROM gone))
    FOR UPDATE SKIP LOCKED)
RETURNING j.id AS job_id
