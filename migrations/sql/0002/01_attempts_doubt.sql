-- Since when and why an attempt was in doubt. A late answer replaces outcome and code; these two stay,
-- and the reaper writes them for an attempt that has no report yet.
ALTER TABLE flowgroup.attempts
    ADD COLUMN doubted_at timestamptz,
    ADD COLUMN doubt_code text
