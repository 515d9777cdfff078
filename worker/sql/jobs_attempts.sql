-- Every call of one job in order, and whether its last word came late: after its deadline, or after the next call
-- had begun. Without a word and past its deadline it is overdue. Its doubt is kept beside a last word that ended it.
SELECT a.attempt_no, a.probe, a.worker, a.begun_at, a.signed_at, a.send_deadline, a.finished_at, a.outcome,
       a.error_code AS code, a.error_message AS message, a.request_id, a.latency_ms, a.flow_group_id,
       a.doubted_at, a.doubt_code,
       coalesce(a.finished_at > least(a.send_deadline, lead(a.begun_at) OVER (ORDER BY a.attempt_no)), false) AS late,
       a.outcome IS NULL AND a.send_deadline < now() AS overdue
FROM flowgroup.attempts a
WHERE a.job_id = :id
ORDER BY a.attempt_no
