-- Puts rows aside whose numbers no API takes: a few bytes of jsonb can stand for more text than Postgres can print,
-- and one such row would fail every begin of its account, or every look for rows that wait for files. Not below the
-- 64th level: a path through a deep one is more than the server can walk, and the check refuses it.
UPDATE flowgroup.jobs j
SET status = 'invalid', finished_at = now(), updated_at = now(),
    errors = '[{"path": "$", "rule": "number", "message": "A number in the payload is out of any range that the API takes.", "message_zh": "payload 中有超出接口取值范围的数字。"}]'
WHERE j.status = 'pending' AND j.id = ANY (ARRAY(
        (SELECT line.id FROM flowgroup.jobs line
         WHERE line.account = :account AND line.status = 'pending' AND NOT line.waits_for_files
           AND line.run_after <= now()
         ORDER BY line.priority DESC, (line.attempt_no > 0) DESC, line.run_after, line.id
         LIMIT 200)
        UNION ALL
        (SELECT line.id FROM flowgroup.jobs line
         WHERE line.account = :account AND line.status = 'pending' AND line.waits_for_files
           AND line.run_after <= now() + interval '1 minute'
         ORDER BY line.priority DESC, (line.attempt_no > 0) DESC, line.run_after, line.id
         LIMIT 2000)))
  AND jsonb_path_exists(j.payload, '$.**{0 to 64} ? (@ > 1000000000000000 || @ < -1000000000000000)')
RETURNING j.id AS job_id
