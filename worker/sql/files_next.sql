-- The rows of an account that wait for files and come next, in the order of sending; of their payloads only what names
-- files and their owner, and when the API last did not know their ids. Those that rest are passed over, and so are those
-- that are under way.
WITH RECURSIVE lane AS (
    (SELECT priority FROM flowgroup.jobs
     WHERE account = :account AND status = 'pending' AND waits_for_files ORDER BY priority DESC LIMIT 1)
    UNION ALL
    SELECT (SELECT next.priority FROM flowgroup.jobs next
            WHERE next.account = :account AND next.status = 'pending' AND next.waits_for_files
              AND next.priority < lane.priority
            ORDER BY next.priority DESC LIMIT 1)
    FROM lane WHERE lane.priority IS NOT NULL
), ordered_lane AS (
    SELECT lane.priority, retried.retried
    FROM lane CROSS JOIN (VALUES (true), (false)) AS retried (retried)
    WHERE lane.priority IS NOT NULL
    ORDER BY lane.priority DESC, retried.retried DESC
), next AS (
    SELECT due.* FROM ordered_lane CROSS JOIN LATERAL (
        SELECT j.* FROM flowgroup.jobs j
        WHERE j.account = :account AND j.status = 'pending' AND j.waits_for_files
          AND j.priority = ordered_lane.priority AND (j.attempt_no > 0) = ordered_lane.retried
          AND coalesce(j.batch, '') <> ALL (ARRAY(SELECT h.batch FROM flowgroup.held_batches h))
          AND j.run_after <= now() + make_interval(secs => :within_s)
          AND (j.send_before IS NULL OR j.send_before > now())
          AND j.id NOT IN (SELECT unnest(CAST(:passed_over AS bigint[])))
        ORDER BY j.run_after, j.id
        LIMIT :n
    ) AS due
    LIMIT :n
)
SELECT next.id AS job_id, next.updated_at, next.max_attempts,
       convert_to(jsonb_build_object('Agent', next.payload -> 'Agent', 'FlowFileInfos', (
           SELECT jsonb_agg(jsonb_build_object('FileIds', flow -> 'FileIds') ORDER BY place)
           FROM jsonb_array_elements(next.payload -> 'FlowFileInfos') WITH ORDINALITY AS flows (flow, place)
       ))::text, 'UTF8') AS body,
       CASE WHEN next.files_lost THEN (
           SELECT coalesce(refused.finished_at, next.updated_at) FROM flowgroup.attempts refused
           WHERE refused.job_id = next.id AND refused.attempt_no = next.attempt_no
       ) END AS lost_at
FROM next
