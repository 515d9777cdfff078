-- Each quota that was told, beside what was issued since, what is open (in line or on the wire), and what is in doubt.
-- A row that was in doubt then and turns out created was in the console's figure: it is taken off. Where nothing was
-- told, nothing is counted.
CREATE FUNCTION flowgroup.quota_counts(parts flowgroup.open_part[]) RETURNS TABLE (
    account text, told bigint, told_at timestamptz, told_by text, reason text, issued bigint, groups bigint,
    waiting bigint, in_doubt bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    WITH known AS (
        SELECT d.account, sum(j.contracts) AS units
        FROM flowgroup.quota_doubts d
        JOIN flowgroup.jobs j ON j.id = d.job_id AND j.attempt_no = d.attempt_no
        WHERE j.status = 'succeeded'
        GROUP BY d.account
    ), spent AS (
        SELECT u.account, u.units FROM flowgroup.units_spent() u WHERE EXISTS (SELECT FROM flowgroup.quotas)
    ), open AS (
        SELECT o.account, CAST(sum(o.n) AS bigint) AS n, CAST(sum(o.contracts) AS bigint) AS contracts
        FROM unnest(parts) o
        GROUP BY o.account
    ), doubt AS (
        SELECT j.account, sum(j.contracts) AS contracts
        FROM flowgroup.jobs j
        WHERE j.status = 'in_doubt' AND EXISTS (SELECT FROM flowgroup.quotas)
          AND NOT EXISTS (SELECT FROM flowgroup.quota_doubts d
                          WHERE d.account = j.account AND d.job_id = j.id AND d.attempt_no = j.attempt_no)
        GROUP BY j.account
    )
    SELECT q.account, q.told, q.told_at, q.told_by, q.reason,
           CAST(coalesce(spent.units, 0) - coalesce(known.units, 0) - q.spent_before AS bigint),
           coalesce(open.n, 0), coalesce(open.contracts, 0), coalesce(doubt.contracts, 0)
    FROM flowgroup.quotas q
    LEFT JOIN spent ON spent.account = q.account
    LEFT JOIN known ON known.account = q.account
    LEFT JOIN open ON open.account = q.account
    LEFT JOIN doubt ON doubt.account = q.account;
END
