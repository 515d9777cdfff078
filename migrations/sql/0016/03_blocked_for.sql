-- Why nobody sends for an account although workers live; NULL where one may, and where none lives.
-- Those that serve it are asked, and all where none does yet: a worker takes an account up with its first row.
CREATE FUNCTION flowgroup.blocked_for(account text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH hand AS (
        SELECT coalesce(w.accounts ->> blocked_for.account, w.blocked) AS why, w.last_seen,
               coalesce(jsonb_exists(w.accounts, blocked_for.account), true) AS serves
        FROM flowgroup.worker_state w
    )
    SELECT hand.why FROM hand
    WHERE hand.serves OR NOT EXISTS (SELECT FROM hand AS other WHERE other.serves)
    ORDER BY hand.why IS NOT NULL, hand.last_seen DESC
    LIMIT 1;
END
