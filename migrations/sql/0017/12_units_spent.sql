-- The units of quota that the rows of each account have spent: one for each contract of a group that was created, and
-- again for those of a second group. From the tallies, so that no history is read.
CREATE FUNCTION flowgroup.units_spent() RETURNS TABLE (account text, units bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    SELECT t.account, CAST(sum(t.units) AS bigint)
    FROM (
        SELECT f.account, f.contracts AS units FROM flowgroup.final_counts() f WHERE f.status = 'succeeded'
        UNION ALL
        SELECT j.account, CAST(j.contracts AS bigint) * cardinality(j.second_groups)
        FROM flowgroup.jobs j WHERE j.second_groups IS NOT NULL
    ) AS t
    GROUP BY t.account;
END
