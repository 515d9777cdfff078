-- What people did to one job, and why; of a verdict also what it named, and the doubt that it ended.
-- In the order in which they did it.
SELECT at, actor, action, reason, detail ->> 'verdict' AS verdict, detail ->> 'flow_group_id' AS flow_group_id,
       CAST(detail ->> 'since' AS timestamptz) AS doubted_at, detail ->> 'code' AS doubt_code
FROM flowgroup.audit
WHERE job_id = :id
ORDER BY id
