-- Rows whose group may exist beside what they say: few, so the index is all but empty.
CREATE INDEX jobs_at_risk ON flowgroup.jobs (id) WHERE duplicate_risk
