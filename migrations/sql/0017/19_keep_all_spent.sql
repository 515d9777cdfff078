-- The same where all rows are taken away at once.
CREATE FUNCTION flowgroup.keep_all_spent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowgroup.quotas q SET spent_before = -c.issued
    FROM flowgroup.quota_counts(NULL) c WHERE c.account = q.account;
    DELETE FROM flowgroup.quota_doubts;
    RETURN NULL;
END
$$
