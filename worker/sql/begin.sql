-- The only door to the wire: picks the best due rows of one account, writes their attempts and hands out the payloads.
-- Nothing may be sent before this has committed; the gate reads pause and binding in the same statement. A row whose
-- files are not ready, or whose ids end before the slot, is not due. Held rows are out of the line but for stragglers.
WITH RECURSIVE gate AS MATERIALIZED (
    SELECT FROM flowgroup.accounts own, flowgroup.binding bound
    WHERE own.account = :account
      AND own.key_fingerprint = :key_fingerprint
      AND bound.endpoint = :endpoint
      AND bound.database_identity = flowgroup.database_identity()
      AND (bound.generation, coalesce(
              (SELECT w.beats FROM flowgroup.witnesses w WHERE w.state_id = CAST(:state_id AS uuid)), 0))
          >= (CAST(:generation AS integer), CAST(:beats AS bigint))
      AND CAST(:slot_at AS timestamptz) > clock_timestamp() - make_interval(secs => :lateness)
      AND NOT EXISTS (
          SELECT FROM flowgroup.accounts stopped
          WHERE stopped.account IN (:account, '*')
            AND stopped.paused_since IS NOT NULL
            AND (stopped.paused_until IS NULL OR stopped.paused_until > now()))
), lane AS (
    (SELECT priority FROM flowgroup.jobs
     WHERE account = :account AND status = 'pending' AND NOT waits_for_files ORDER BY priority DESC LIMIT 1)
    UNION ALL
    SELECT (SELECT next.priority FROM flowgroup.jobs next
            WHERE next.account = :account AND next.status = 'pending' AND NOT next.waits_for_files
              AND next.priority < lane.priority
            ORDER BY next.priority DESC LIMIT 1)
    FROM lane WHERE lane.priority IS NOT NULL
), ordered_lane AS (
    SELECT lane.priority, retried.retried
    FROM lane CROSS JOIN (VALUES (true), (false)) AS retried (retried)
    WHERE lane.priority IS NOT NULL
    ORDER BY lane.priority DESC, retried.retried DESC
), picked AS (
    SELECT due.id
    FROM gate CROSS JOIN ordered_lane CROSS JOIN LATERAL (
        SELECT j.id FROM flowgroup.jobs j
        WHERE j.account = :account AND j.status = 'pending' AND NOT j.waits_for_files
          AND j.priority = ordered_lane.priority AND (j.attempt_no > 0) = ordered_lane.retried
          AND j.run_after <= now()
          AND coalesce(j.batch, '') <> ALL (ARRAY(SELECT h.batch FROM flowgroup.held_batches h))
          AND (j.send_before IS NULL OR j.send_before > CAST(:slot_at AS timestamptz))
          AND (j.files_until IS NULL OR j.files_until > CAST(:slot_at AS timestamptz))
        ORDER BY j.run_after, j.id
        LIMIT :n FOR UPDATE SKIP LOCKED
    ) AS due
    LIMIT :n
), begun AS (
    UPDATE flowgroup.jobs j
    SET status = 'sending', attempt_no = j.attempt_no + 1, attempts = j.attempts + 1, updated_at = now()
    WHERE j.id = ANY (ARRAY(SELECT id FROM picked))
    RETURNING j.id, j.attempt_no, j.attempts, j.deferrals, j.contracts, j.created_at, j.run_after,
              convert_to(j.payload::text, 'UTF8') AS body, j.file_ids::text, j.files_lost
), attempt AS (
    INSERT INTO flowgroup.attempts (job_id, attempt_no, token, account, worker, signed_at, send_deadline)
    SELECT begun.id, begun.attempt_no, CAST(:token AS uuid), :account, :worker,
           date_trunc('second', CAST(:slot_at AS timestamptz)),
           CAST(:slot_at AS timestamptz) + make_interval(secs => :lease)
    FROM begun
)
SELECT begun.id AS job_id, begun.attempt_no, begun.attempts, begun.deferrals, begun.contracts, begun.body,
       CAST(extract(epoch FROM date_trunc('second', CAST(:slot_at AS timestamptz))) AS bigint) AS signed_at,
       CAST(extract(epoch FROM clock_timestamp() - greatest(begun.created_at, begun.run_after)) AS double precision)
           AS waited_s,
       CAST(NULL AS text) AS probe_of, begun.file_ids, begun.files_lost
FROM begun
