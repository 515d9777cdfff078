-- When a row's payload was replaced by its digest; NULL while it has its payload.
-- A new payload makes it a row like any other again.
ALTER TABLE flowgroup.jobs ADD COLUMN pruned_at timestamptz
