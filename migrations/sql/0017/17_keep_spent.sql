-- What a row spent stays spent when the row is taken away: what was counted before is made less by as much as the count
-- of now becomes.
CREATE FUNCTION flowgroup.keep_spent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowgroup.quotas q
    SET spent_before = q.spent_before - gone.units
    FROM (
        SELECT g.account, sum(g.contracts * (coalesce(cardinality(g.second_groups), 0)
                                             + CASE WHEN d.job_id IS NULL THEN 1 ELSE 0 END)) AS units
        FROM gone_rows g
        LEFT JOIN flowgroup.quota_doubts d
            ON d.account = g.account AND d.job_id = g.id AND d.attempt_no = g.attempt_no
        WHERE g.status = 'succeeded'
        GROUP BY g.account
    ) AS gone
    WHERE q.account = gone.account;
    RETURN NULL;
END
$$
