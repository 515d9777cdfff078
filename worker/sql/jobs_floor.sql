-- The last of the next `most` rows below `before`, down to which a list may look at each; none where fewer are left.
-- They are counted by an index alone, so no more is asked for than a batch, a status that has an index, or a mark.
SELECT j.id, least(greatest(j.created_at, timestamptz '0001-01-02 UTC'), timestamptz '9999-12-31 UTC') AS created_at
FROM flowgroup.jobs j
WHERE j.id = (
    SELECT s.id
    FROM flowgroup.jobs s
    WHERE (CAST(:before AS bigint) IS NULL OR s.id < :before)
      AND (CAST(:batch AS text) IS NULL OR s.batch BETWEEN :batch AND :batch)
      AND (CAST(:status AS text) IS NULL OR CASE :status WHEN 'sending' THEN s.status = 'sending'
          ELSE s.status BETWEEN :status AND :status AND s.status IN ('failed', 'invalid', 'in_doubt', 'cancelled') END)
      AND (NOT CAST(:duplicate_risk AS boolean) OR s.duplicate_risk)
      AND (NOT CAST(:second_groups AS boolean) OR s.second_groups IS NOT NULL)
    ORDER BY CASE WHEN CAST(:batch AS text) IS NOT NULL THEN s.batch
                 WHEN :status IN ('failed', 'invalid', 'in_doubt', 'cancelled') THEN s.status END DESC, s.id DESC
    OFFSET CAST(:most AS bigint) - 1
    LIMIT 1)
