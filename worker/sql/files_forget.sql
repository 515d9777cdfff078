-- Ends the life of ids that the API no longer knows, but for those that have just replaced lost ones: they are believed.
-- Rows that were to be sent with the ids wait for their files again, also where those were replaced meanwhile: a row may
-- have become ready with them since.
WITH believed AS (
    SELECT f.file_id FROM flowgroup.files f
    WHERE f.account = :account AND f.file_id = ANY (CAST(:file_ids AS text[]))
      AND f.uploaded_at > f.lost_at AND f.lost_at > clock_timestamp() - make_interval(secs => :trust_s)
), gone AS (
    UPDATE flowgroup.files f
    SET valid_until = clock_timestamp(), lost_at = clock_timestamp()
    WHERE f.account = :account AND f.file_id = ANY (CAST(:file_ids AS text[]))
      AND f.valid_until > clock_timestamp()
      AND (f.uploaded_at > f.lost_at
           AND f.lost_at > clock_timestamp() - make_interval(secs => :trust_s)) IS NOT TRUE
)
UPDATE flowgroup.jobs j
SET waits_for_files = true, file_ids = NULL, files_until = NULL, updated_at = now()
WHERE j.id = ANY (ARRAY(
    SELECT ready.id FROM flowgroup.jobs ready
    WHERE ready.account = :account AND ready.status = 'pending' AND ready.files_until IS NOT NULL
      AND EXISTS (
          SELECT FROM jsonb_each_text(ready.file_ids) AS used
          WHERE used.value = ANY (CAST(:file_ids AS text[]))
            AND used.value NOT IN (SELECT believed.file_id FROM believed))
    FOR UPDATE SKIP LOCKED))
RETURNING j.id AS job_id
