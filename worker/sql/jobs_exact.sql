-- What a text names exactly, by index: rows with this dedupe_key, in whichever account, and a batch of this name.
-- The walk over accounts touches one index entry for each, however many rows it has.
WITH RECURSIVE known AS (
    (SELECT j.account FROM flowgroup.jobs j ORDER BY j.account LIMIT 1)
    UNION ALL
    SELECT (SELECT n.account FROM flowgroup.jobs n WHERE n.account > known.account ORDER BY n.account LIMIT 1)
    FROM known WHERE known.account IS NOT NULL
)
SELECT EXISTS (SELECT FROM flowgroup.jobs b WHERE b.batch = :text) AS batch,
       ARRAY(SELECT j.id FROM known JOIN flowgroup.jobs j ON j.account = known.account AND j.dedupe_key = :text
             ORDER BY j.id DESC LIMIT :most) AS ids
