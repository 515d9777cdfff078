-- When a row's payload was checked; NULL while nobody has looked. No row waits for it: what is due is sent.
-- Rows that wait already are checked by the first worker of this version.
ALTER TABLE flowgroup.jobs ADD COLUMN checked_at timestamptz
