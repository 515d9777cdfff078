-- The rows that a person should look at, with why and since when; of each kind at most 2,000. Each is found by its own
-- index: the settings keep a planner from anything else.
CREATE FUNCTION flowgroup.attention() RETURNS TABLE (
    kind text, since timestamptz, id bigint, batch text, account text, status text, error_code text,
    duplicate_risk boolean, flow_group_id text, second_groups text[], contracts integer, flow_ids_known integer,
    lacks_files boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
BEGIN ATOMIC
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
    SELECT kinds.kind, kinds.since, j.id, j.batch, j.account, j.status, j.error_code, j.duplicate_risk,
           j.flow_group_id, j.second_groups, j.contracts, cardinality(j.flow_ids),
           CASE kinds.kind WHEN 'invalid' THEN flowgroup.lacks_files(j.errors) ELSE false END
    FROM kinds JOIN flowgroup.jobs j ON j.id = kinds.id;
END
