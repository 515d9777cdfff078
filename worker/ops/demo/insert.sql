INSERT INTO flowgroup.jobs (batch, dedupe_key, payload)
SELECT 'demo', 'order-' || n,
  jsonb_set(
    CAST(replace(CASE n % 2 WHEN 1 THEN :example_1 ELSE :example_2 END,
                 :file_id, 'file:contracts/' || 1 + (n - 1) % 20 || '.pdf')
         AS jsonb),
    '{FlowGroupName}',
    to_jsonb((ARRAY['采购', '租赁', '劳动', '服务'])[1 + n % 4]
             || '合同_' || n))
FROM generate_series(1, CAST(:jobs AS int)) AS n
