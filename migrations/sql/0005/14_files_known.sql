-- Finds uploads by their ids, when the API no longer knows them.
CREATE INDEX files_known ON flowgroup.files (file_id)
