-- The rows in doubt, the oldest first, each with all its calls, and from when on not_created is accepted.
-- No message: it may name people.
SELECT now() AS at, j.id, j.batch, j.account, j.error_code AS code, j.finished_at AS since, j.contracts,
       count(*) OVER () AS rows,
       (SELECT a.signed_at + interval '15 minutes' FROM flowgroup.attempts a
        WHERE a.job_id = j.id AND a.attempt_no = j.attempt_no) AS not_created_from,
       CAST((SELECT coalesce(jsonb_agg(jsonb_build_object(
                'attempt_no', a.attempt_no, 'worker', a.worker, 'begun_at', a.begun_at, 'send_deadline', a.send_deadline,
                'finished_at', a.finished_at, 'outcome', a.outcome, 'code', coalesce(a.error_code, a.doubt_code),
                'request_id', a.request_id, 'latency_ms', a.latency_ms, 'flow_group_id', a.flow_group_id) ORDER BY a.attempt_no), '[]')
             FROM flowgroup.attempts a WHERE a.job_id = j.id) AS text) AS attempts
FROM flowgroup.jobs j
WHERE j.status = 'in_doubt'
ORDER BY j.finished_at, j.id
LIMIT :most
