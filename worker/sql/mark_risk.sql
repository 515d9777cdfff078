-- A report that came too late to move its job still tells that the group may exist: the job must say so,
-- or it could be sent again unasked.
UPDATE flowgroup.jobs SET duplicate_risk = true, updated_at = now()
WHERE id = ANY (CAST(:job_ids AS bigint[])) AND NOT duplicate_risk
