-- A person tells how many contracts an account has left; NULL takes the quota away. What was spent by then and what was
-- in doubt are of one snapshot: a call whose end is committed later is counted as issued since.
CREATE FUNCTION flowgroup.set_quota(account text, units_left bigint, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF coalesce(set_quota.account, '') IN ('', '*') THEN
        RAISE EXCEPTION 'A quota is of one account: name it.';
    END IF;
    IF set_quota.units_left < 0 THEN
        RAISE EXCEPTION 'A quota of % is none: tell how many contracts are left, 0 or more.', set_quota.units_left;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('flowgroup.set_quota'));
    DELETE FROM flowgroup.quota_doubts d WHERE d.account = set_quota.account;
    IF set_quota.units_left IS NULL THEN
        DELETE FROM flowgroup.quotas q WHERE q.account = set_quota.account;
    ELSE
        WITH told AS (
            INSERT INTO flowgroup.quotas (account, told, told_at, told_by, reason, spent_before)
            SELECT set_quota.account, set_quota.units_left, clock_timestamp(), session_user, set_quota.reason,
                   coalesce((SELECT u.units FROM flowgroup.units_spent() u WHERE u.account = set_quota.account), 0)
            ON CONFLICT (account) DO UPDATE
            SET told = excluded.told, told_at = excluded.told_at, told_by = excluded.told_by, reason = excluded.reason,
                spent_before = excluded.spent_before
            RETURNING account
        )
        INSERT INTO flowgroup.quota_doubts (account, job_id, attempt_no)
        SELECT j.account, j.id, j.attempt_no
        FROM flowgroup.jobs j JOIN told ON told.account = j.account
        WHERE j.status = 'in_doubt';
    END IF;
    INSERT INTO flowgroup.audit (action, account, reason, detail)
    VALUES ('quota', set_quota.account, set_quota.reason, jsonb_build_object('units_left', set_quota.units_left));
END
$$
