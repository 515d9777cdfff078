-- What a person must look at.
CREATE INDEX jobs_in_doubt ON flowgroup.jobs (finished_at) WHERE status = 'in_doubt'
