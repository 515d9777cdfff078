-- Rows created more than once: none as a rule, so the index is empty and costs nothing.
CREATE INDEX jobs_second_groups ON flowgroup.jobs (id) WHERE second_groups IS NOT NULL
