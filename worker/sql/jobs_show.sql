-- One job without its payload, with the clock by which its times are judged.
-- FlowIds are complete when there is one for each contract.
SELECT now() AS at, j.id, j.batch, j.dedupe_key, j.account, j.priority, j.status, j.contracts, j.attempt_no, j.attempts,
       j.max_attempts, j.deferrals,
       least(greatest(j.run_after, timestamptz '0001-01-02 UTC'), timestamptz '9999-12-31 UTC') AS run_after,
       nullif(j.send_before, 'infinity') AS send_before, j.flow_group_id, j.flow_ids, j.second_groups,
       j.request_id, j.duplicate_risk, j.error_code AS code, j.error_message AS message, j.errors, j.waits_for_files,
       j.status = 'pending' AND EXISTS (SELECT FROM flowgroup.held_batches h WHERE h.batch = j.batch) AS held,
       CASE j.status WHEN 'pending' THEN flowgroup.blocked_for(j.account) END AS blocked,
       j.pruned_at, j.created_at, j.updated_at, j.finished_at,
       (SELECT a.signed_at + interval '15 minutes' FROM flowgroup.attempts a
        WHERE j.status = 'in_doubt' AND a.job_id = j.id AND a.attempt_no = j.attempt_no) AS not_created_from
FROM flowgroup.jobs j
WHERE j.id = :id
