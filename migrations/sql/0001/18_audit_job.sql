-- The story of one job.
CREATE INDEX audit_job ON flowgroup.audit (job_id) WHERE job_id IS NOT NULL
