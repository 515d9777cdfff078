-- What is over by then.
INSERT INTO flowgroup.tallies (batch, account, status, error_code, n, contracts, first_at, last_at)
SELECT batch, account, status, error_code, count(*), coalesce(sum(contracts), 0), min(finished_at), max(finished_at)
FROM flowgroup.jobs
WHERE finished_at < (SELECT upto FROM flowgroup.tally_mark)
GROUP BY batch, account, status, error_code
