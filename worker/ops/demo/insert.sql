INSERT INTO flowgroup.jobs (batch, dedupe_key, payload)
SELECT 'demo',
       'order-' || n,
       jsonb_set(CASE WHEN n % 2 = 1 THEN CAST(:example_1 AS jsonb)
                                     ELSE CAST(:example_2 AS jsonb) END,
                 '{FlowGroupName}',
                 to_jsonb(kind || '_' || n))
FROM generate_series(1, CAST(:jobs AS int)) AS n,
     LATERAL (VALUES ((ARRAY['采购合同', '租赁合同', '劳动合同', '服务合同'])[1 + n % 4])) AS named (kind)
