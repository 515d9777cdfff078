-- One call of a paused account when its time has come: the due row with the fewest contracts, not the one that
-- tripped it if another waits. The account row is the lock, so one probe leaves however many workers ask.
WITH gate AS (
    UPDATE flowgroup.accounts own
    SET probes = own.probes + 1,
        probe_at = now() + make_interval(secs => least(60 * 2 ^ least(own.probes + 1, 10), 600))
    FROM flowgroup.binding bound
    WHERE own.account = :account AND own.key_fingerprint = :key_fingerprint
      AND own.paused_since IS NOT NULL AND own.probe_at <= now()
      AND bound.endpoint = :endpoint
      AND bound.database_identity = flowgroup.database_identity()
      AND (bound.generation, coalesce(
              (SELECT w.beats FROM flowgroup.witnesses w WHERE w.state_id = CAST(:state_id AS uuid)), 0))
          >= (CAST(:generation AS integer), CAST(:beats AS bigint))
      AND CAST(:slot_at AS timestamptz) > clock_timestamp() - make_interval(secs => :lateness)
      AND NOT EXISTS (
          SELECT FROM flowgroup.accounts everybody
          WHERE everybody.account = '*' AND everybody.paused_since IS NOT NULL
            AND (everybody.paused_until IS NULL OR everybody.paused_until > now()))
    RETURNING own.pause_job_id, own.pause_code
), picked AS (
    SELECT due.id, gate.pause_code
    FROM gate CROSS JOIN LATERAL (
        SELECT j.id FROM flowgroup.jobs j
        WHERE j.id = ANY (ARRAY(
            SELECT line.id FROM flowgroup.jobs line
            WHERE line.account = :account AND line.status = 'pending' AND NOT line.waits_for_files
              AND line.run_after <= now()
              AND coalesce(line.batch, '') <> ALL (ARRAY(SELECT h.batch FROM flowgroup.held_batches h))
              AND (line.send_before IS NULL OR line.send_before > CAST(:slot_at AS timestamptz))
              AND (line.files_until IS NULL OR line.files_until > CAST(:slot_at AS timestamptz))
            LIMIT 1000))
          AND j.status = 'pending' AND NOT j.waits_for_files
        ORDER BY (j.id IS NOT DISTINCT FROM gate.pause_job_id), j.contracts, j.id
        LIMIT :n FOR UPDATE SKIP LOCKED
    ) AS due
), begun AS (
    UPDATE flowgroup.jobs j
    SET status = 'sending', attempt_no = j.attempt_no + 1, attempts = j.attempts + 1, updated_at = now()
    FROM picked WHERE j.id = ANY (ARRAY[picked.id])
    RETURNING j.id, j.attempt_no, j.attempts, j.deferrals, j.contracts, j.created_at, j.run_after,
              convert_to(j.payload::text, 'UTF8') AS body, j.file_ids::text, j.files_lost, picked.pause_code
), attempt AS (
    INSERT INTO flowgroup.attempts (job_id, attempt_no, token, account, probe, worker, signed_at, send_deadline)
    SELECT begun.id, begun.attempt_no, CAST(:token AS uuid), :account, true, :worker,
           date_trunc('second', CAST(:slot_at AS timestamptz)),
           CAST(:slot_at AS timestamptz) + make_interval(secs => :lease)
    FROM begun
)
SELECT begun.id AS job_id, begun.attempt_no, begun.attempts, begun.deferrals, begun.contracts, begun.body,
       CAST(extract(epoch FROM date_trunc('second', CAST(:slot_at AS timestamptz))) AS bigint) AS signed_at,
       CAST(extract(epoch FROM clock_timestamp() - greatest(begun.created_at, begun.run_after)) AS double precision)
           AS waited_s,
       begun.pause_code AS probe_of, begun.file_ids, begun.files_lost
FROM begun
