-- What is over, exactly: the tallies, and the rows since the mark, by index. To be read through views; the settings
-- keep a planner from walking the history where it guesses wrongly how much is new.
CREATE FUNCTION flowgroup.final_counts() RETURNS TABLE (
    batch text, account text, status text, error_code text, n bigint, contracts bigint,
    first_at timestamptz, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
BEGIN ATOMIC
    SELECT t.batch, t.account, t.status, t.error_code, CAST(sum(t.n) AS bigint), CAST(sum(t.contracts) AS bigint),
           min(t.first_at), max(t.last_at)
    FROM (
        SELECT s.batch, s.account, s.status, s.error_code, s.n, s.contracts, s.first_at, s.last_at
        FROM flowgroup.tallies s
        UNION ALL
        SELECT j.batch, j.account, j.status, j.error_code, 1, coalesce(j.contracts, 0), j.finished_at, j.finished_at
        FROM flowgroup.jobs j
        WHERE j.finished_at >= (SELECT m.upto FROM flowgroup.tally_mark m)
    ) AS t
    GROUP BY t.batch, t.account, t.status, t.error_code
    HAVING sum(t.n) <> 0;
END
