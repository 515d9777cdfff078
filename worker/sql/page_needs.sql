-- What a person should look at, the gravest kind first, with the next step in both languages: the oldest rows of each
-- kind, so that many of one hide none of another.
SELECT now() AS at, kind, job_id, batch, account, status, error_code AS code, since, next_step_en, next_step_zh
FROM (SELECT n.*, row_number() OVER (PARTITION BY n.kind ORDER BY n.since) AS place FROM flowgroup.needs_attention n) AS n
WHERE place <= :most
ORDER BY array_position(ARRAY['second_group', 'in_doubt', 'stuck', 'flow_ids', 'failed', 'invalid'], kind), since
