-- What a person should look at: in doubt, created more than once, FlowIds of another number than contracts, stuck,
-- failed, invalid; of each kind at most 2,000 rows, of the last two the newest of seven days.
CREATE VIEW flowgroup.needs_attention AS
WITH line AS MATERIALIZED (
    SELECT a.* FROM flowgroup.attention() a
), step AS MATERIALIZED (
    SELECT sort.kind, sort.error_code, sort.duplicate_risk, sort.lacks_files, words.en, words.zh
    FROM (SELECT DISTINCT kind, error_code, duplicate_risk, lacks_files FROM line) AS sort
    CROSS JOIN LATERAL flowgroup.next_step(sort.kind, sort.error_code, sort.duplicate_risk, sort.lacks_files) AS words
)
SELECT line.kind, line.id AS job_id, line.batch, line.account, line.status, line.error_code, line.since,
       now() - line.since AS age, line.duplicate_risk, line.flow_group_id, line.second_groups, line.contracts,
       line.flow_ids_known,
       replace(replace(step.en, '<id>', CAST(line.id AS text)), '<account>', line.account) AS next_step_en,
       replace(replace(step.zh, '<id>', CAST(line.id AS text)), '<account>', line.account) AS next_step_zh
FROM line JOIN step ON step.kind = line.kind AND coalesce(step.error_code, '') = coalesce(line.error_code, '')
    AND step.duplicate_risk = line.duplicate_risk AND step.lacks_files = line.lacks_files
