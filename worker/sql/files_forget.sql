-- Ends the life of an id that the API no longer knows; another id of the same content stays.
UPDATE flowgroup.files f
SET valid_until = least(f.valid_until, clock_timestamp())
WHERE f.account = :account AND f.agent = :agent AND f.sha256 = :sha256 AND f.file_id = :file_id
