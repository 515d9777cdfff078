-- Made anew below, with the contracts of each row.
DROP INDEX flowgroup.jobs_open
