-- Groups that exist, but not with one FlowId for each contract: none as a rule, so the index is empty.
CREATE INDEX jobs_ids_missing ON flowgroup.jobs (finished_at)
    WHERE status = 'succeeded' AND cardinality(flow_ids) IS DISTINCT FROM contracts
