-- What a row with references to files waits for, and what it got: the ids by reference, and until when they may be
-- used. files_lost: the API did not know the ids of an earlier call. Rows without references bear NULL and false.
ALTER TABLE flowgroup.jobs
    ADD COLUMN waits_for_files boolean NOT NULL DEFAULT false,
    ADD COLUMN file_ids jsonb,
    ADD COLUMN files_until timestamptz,
    ADD COLUMN files_lost boolean NOT NULL DEFAULT false
