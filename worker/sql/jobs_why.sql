-- The one reason why a row is not running now, and when that ends.
-- 'infinity' is cut to what every language's dates can hold; NULL stays NULL, which least and greatest would drop.
SELECT now() AS at, e.id, e.status, e.code, e.reason_en, e.reason_zh,
       CASE WHEN e.ends_at IS NOT NULL
            THEN least(greatest(e.ends_at, timestamptz '0001-01-02 UTC'), timestamptz '9999-12-31 UTC') END AS ends_at,
       e.rows_ahead
FROM flowgroup.explain(:id) AS e
