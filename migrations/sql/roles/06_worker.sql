-- What the statements of a worker touch, and no more: it makes and deletes no row of flowgroup.jobs, and changes
-- neither payloads nor what an enqueuer wrote.
DO $$
BEGIN
    GRANT SELECT, UPDATE (status, attempt_no, attempts, deferrals, run_after, flow_group_id, flow_ids, approvers,
                          request_id, error_code, error_message, errors, second_groups, duplicate_risk, updated_at,
                          finished_at, waits_for_files, file_ids, files_until, files_lost, checked_at,
                          held_run_after)
        ON flowgroup.jobs TO flowgroup_worker;
    GRANT SELECT, INSERT, UPDATE
        ON flowgroup.attempts, flowgroup.accounts, flowgroup.binding, flowgroup.witnesses, flowgroup.slots,
           flowgroup.checking TO flowgroup_worker;
    GRANT SELECT, INSERT, UPDATE, DELETE ON flowgroup.workers, flowgroup.files TO flowgroup_worker;
    GRANT SELECT ON flowgroup.worker_state, flowgroup.held_batches, flowgroup.codes TO flowgroup_worker;
    GRANT EXECUTE ON FUNCTION flowgroup.roll_up, flowgroup.put_back, flowgroup.final_counts, flowgroup.open_counts
        TO flowgroup_worker;
    GRANT INSERT (action, account, job_id, reason, detail) ON flowgroup.audit TO flowgroup_worker;
END
$$
