-- Rows that a person must look at, the oldest first, with their number in all.
-- not_created is accepted from 15 minutes after signing on: before, a copy of the request may still be accepted.
SELECT j.id, j.batch, j.error_code AS code, a.worker, j.finished_at AS since,
       a.signed_at + interval '15 minutes' AS not_created_from, count(*) OVER () AS rows
FROM flowgroup.jobs j
JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
WHERE j.status = 'in_doubt' AND (CAST(:batch AS text) IS NULL OR j.batch = :batch)
ORDER BY j.finished_at, j.id
LIMIT 20
