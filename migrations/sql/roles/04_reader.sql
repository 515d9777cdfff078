-- What became of a row: ids and codes; no payload, nobody's name, and no message, which may hold one.
-- What a code means is everybody's. RETURNING and ON CONFLICT with a target read these columns too.
DO $$
BEGIN
    GRANT SELECT (id, batch, dedupe_key, account, status, flow_group_id, flow_ids, second_groups, request_id, attempts,
                  error_code, errors, duplicate_risk, contracts, created_at, updated_at, finished_at)
        ON flowgroup.jobs TO flowgroup_reader;
    GRANT SELECT ON flowgroup.account_grants, flowgroup.codes TO flowgroup_reader;
END
$$
