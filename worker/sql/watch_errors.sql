-- The codes that rows of live batches, or of one batch, bear now, the gravest first.
-- What ended with its batch long ago is not tonight's.
SELECT e.error_code AS code, CAST(sum(e.waiting) AS bigint) AS waiting, CAST(sum(e.failed) AS bigint) AS failed,
       CAST(sum(e.in_doubt) AS bigint) AS in_doubt
FROM flowgroup.error_breakdown e
WHERE CASE WHEN CAST(:batch AS text) IS NOT NULL THEN e.batch = :batch
      ELSE e.waiting > 0 OR e.in_doubt > 0 OR e.last_seen > now() - interval '1 day' END
GROUP BY e.error_code
ORDER BY sum(e.in_doubt) DESC, sum(e.failed) DESC, sum(e.waiting) DESC, e.error_code
LIMIT 20
