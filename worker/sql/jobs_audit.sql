-- What people did to one job, and why.
-- In the order in which they did it.
SELECT at, actor, action, reason, detail ->> 'verdict' AS verdict
FROM flowgroup.audit
WHERE job_id = :id
ORDER BY id
