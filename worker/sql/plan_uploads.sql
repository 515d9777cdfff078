-- Distinct references to files of the rows that wait, by account: as many uploads at the most, for files with the same
-- bytes are uploaded once, and those that the API knows already not at all.
SELECT count(*) AS uploads
FROM (
    SELECT DISTINCT j.account, reference
    FROM flowgroup.jobs j CROSS JOIN LATERAL jsonb_path_query(
        j.payload, '$.FlowFileInfos[*].FileIds[*] ? (@ like_regex "^\\s*file:" flag "i")') AS reference
    WHERE j.status = 'pending' AND (CAST(:batch AS text) IS NULL OR j.batch = :batch)
) AS distinct_references
