-- Nobody but the owner sees what others were granted.
-- The policies of flowgroup.jobs read this table with the rights of whoever asks.
ALTER TABLE flowgroup.account_grants ENABLE ROW LEVEL SECURITY
