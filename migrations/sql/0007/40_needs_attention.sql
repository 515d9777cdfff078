-- What a person should look at: in doubt, created more than once, FlowIds of another number than contracts, stuck,
-- failed, invalid; of each kind at most 2,000 rows, of the last two the newest of seven days.
CREATE VIEW flowgroup.needs_attention AS
WITH kinds AS (
    (SELECT 'in_doubt' AS kind, j.id, j.finished_at AS since FROM flowgroup.jobs j
     WHERE j.status = 'in_doubt' ORDER BY j.finished_at LIMIT 2000)
    UNION ALL
    (SELECT 'second_group', j.id, j.finished_at FROM flowgroup.jobs j
     WHERE j.second_groups IS NOT NULL ORDER BY j.id DESC LIMIT 2000)
    UNION ALL
    (SELECT 'flow_ids', j.id, j.finished_at FROM flowgroup.jobs j
     WHERE j.status = 'succeeded' AND cardinality(j.flow_ids) IS DISTINCT FROM j.contracts
     ORDER BY j.finished_at DESC LIMIT 2000)
    UNION ALL
    (SELECT 'stuck', s.id, s.since FROM flowgroup.stuck_rows() s)
    UNION ALL
    (SELECT 'failed', j.id, j.finished_at FROM flowgroup.jobs j
     WHERE j.status = 'failed' AND j.finished_at > now() - interval '7 days' ORDER BY j.finished_at DESC LIMIT 2000)
    UNION ALL
    (SELECT 'invalid', j.id, j.finished_at FROM flowgroup.jobs j
     WHERE j.status = 'invalid' AND j.finished_at > now() - interval '7 days' ORDER BY j.finished_at DESC LIMIT 2000)
)
SELECT kinds.kind, kinds.id AS job_id, j.batch, j.account, j.status, j.error_code, kinds.since,
       now() - kinds.since AS age, j.duplicate_risk, j.flow_group_id, j.second_groups, j.contracts,
       cardinality(j.flow_ids) AS flow_ids_known, step.en AS next_step_en, step.zh AS next_step_zh
FROM kinds JOIN flowgroup.jobs j ON j.id = kinds.id
LEFT JOIN LATERAL flowgroup.code_of(j.error_code) AS c ON true
CROSS JOIN LATERAL flowgroup.next_step(kinds.kind, j.id, j.account, j.duplicate_risk, flowgroup.lacks_files(j.errors), c.*)
    AS step
