-- What a person should look at, the gravest kind first, with the next step in both languages.
-- Of one kind, where one is asked for.
SELECT now() AS at, kind, job_id, batch, account, status, error_code AS code, since, next_step_en, next_step_zh
FROM flowgroup.needs_attention
ORDER BY array_position(ARRAY['second_group', 'in_doubt', 'stuck', 'flow_ids', 'failed', 'invalid'], kind), since
LIMIT :most
