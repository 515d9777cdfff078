-- Rows that ended invalid, by rule; a row counts for each rule that it broke.
-- Without a batch those of the last day, so that the figures speak of what people mend now.
SELECT fault.value ->> 'rule' AS rule, min(fault.value ->> 'message') AS message,
       min(fault.value ->> 'message_zh') AS message_zh, count(DISTINCT j.id) AS jobs, min(j.id) AS job_id
FROM flowgroup.jobs j CROSS JOIN LATERAL jsonb_array_elements(j.errors) AS fault
WHERE j.status = 'invalid'
  AND CASE WHEN CAST(:batch AS text) IS NOT NULL THEN j.batch = :batch
      ELSE j.finished_at > now() - interval '1 day' END
GROUP BY fault.value ->> 'rule'
ORDER BY count(DISTINCT j.id) DESC, fault.value ->> 'rule'
