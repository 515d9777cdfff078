-- What a person should do about rows of needs_attention, in English and Chinese, with <id> and <account> to be filled
-- in: the catalogue's advice; but where a group may exist, the look in the console comes first.
CREATE OR REPLACE FUNCTION flowgroup.next_step(kind text, code text, at_risk boolean, lacks_files boolean)
RETURNS TABLE (en text, zh text)
LANGUAGE sql STABLE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH known AS (
        SELECT c.ambiguous,
               regexp_replace(regexp_replace(c.todo_en, '\mID\M', '<id>', 'g'), '\mNAME\M', '<account>', 'g') AS en,
               regexp_replace(regexp_replace(c.todo_zh, '\mID\M', '<id>', 'g'), '\mNAME\M', '<account>', 'g') AS zh
        FROM (SELECT 1) AS one LEFT JOIN LATERAL flowgroup.code_of(next_step.code) AS c ON true
    )
    SELECT
        CASE
        WHEN kind = 'in_doubt' AND known.en LIKE '%jobs resolve%' THEN known.en
        WHEN kind = 'in_doubt' THEN 'Look in the e-sign console whether a group of this FlowGroupName exists, then: flowgroup jobs resolve <id> created|not_created --reason ''...'''
        WHEN kind = 'second_group' THEN 'Look up each of its groups in the e-sign console and revoke all but one: flowgroup jobs show <id>'
        WHEN kind = 'flow_ids' THEN 'The group exists, but not every FlowId is known: look it up by its FlowGroupId in the e-sign console or with DescribeFlowDetailInfo.'
        WHEN kind = 'stuck' AND code IS NULL THEN 'Start a worker, which settles it or puts it in doubt: flowgroup worker'
        WHEN kind = 'stuck' THEN known.en
        WHEN kind = 'invalid' AND lacks_files THEN 'Put the files in their places (flowgroup jobs show <id> names them), then: flowgroup jobs retry <id>'
        WHEN kind = 'invalid' THEN 'See its faults (flowgroup jobs show <id>) and mend the payload; the row is then checked again by itself.'
        WHEN at_risk OR known.ambiguous THEN 'Look in the e-sign console whether the group exists; only if it does not: flowgroup jobs retry <id> --including-duplicate-risk'
        WHEN known.en LIKE '%jobs retry%' THEN known.en
        ELSE known.en || ' Then: flowgroup jobs retry <id>'
        END,
        CASE
        WHEN kind = 'in_doubt' AND known.zh LIKE '%jobs resolve%' THEN known.zh
        WHEN kind = 'in_doubt' THEN '请在电子签控制台按 FlowGroupName 核对合同组是否存在，然后执行 flowgroup jobs resolve <id> created|not_created --reason ''...'''
        WHEN kind = 'second_group' THEN '请在电子签控制台核对其全部合同组，只保留一个，其余撤销：flowgroup jobs show <id>'
        WHEN kind = 'flow_ids' THEN '合同组已存在，但 FlowId 不全：请用 FlowGroupId 在电子签控制台或通过 DescribeFlowDetailInfo 查询。'
        WHEN kind = 'stuck' AND code IS NULL THEN '请启动工作进程，由其写回结果或转为 in_doubt：flowgroup worker'
        WHEN kind = 'stuck' THEN known.zh
        WHEN kind = 'invalid' AND lacks_files THEN '请将文件放到相应位置（flowgroup jobs show <id> 列出各文件），然后执行 flowgroup jobs retry <id>'
        WHEN kind = 'invalid' THEN '请查看错误（flowgroup jobs show <id>）并修正 payload；该行随后会自动重新检查。'
        WHEN at_risk OR known.ambiguous THEN '请先在电子签控制台核对合同组是否存在；确认不存在后才执行 flowgroup jobs retry <id> --including-duplicate-risk'
        WHEN known.zh LIKE '%jobs retry%' THEN known.zh
        ELSE known.zh || ' 然后执行 flowgroup jobs retry <id>'
        END
    FROM known;
END
