-- When the API was last said not to know a content's id. An id that was uploaded since has replaced the lost one.
ALTER TABLE flowgroup.files ADD COLUMN lost_at timestamptz
