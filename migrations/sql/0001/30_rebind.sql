-- Approves another key for an account: the next worker that sends binds its own.
CREATE FUNCTION flowgroup.rebind(account text, reason text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE flowgroup.accounts a SET key_fingerprint = NULL, bound_at = NULL WHERE a.account = rebind.account;
    INSERT INTO flowgroup.audit (action, account, reason) VALUES ('rebind', rebind.account, rebind.reason);
    SELECT pg_notify('flowgroup_jobs', '');
END
