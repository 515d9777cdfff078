-- How far each batch is, as batch_progress told: live ones, and those that ended within seven days.
-- Rows of no batch are one line of their own; calls_left: rows that wait, due or not; share_done: from 0 to 1.
CREATE FUNCTION flowgroup.progress_of(parts flowgroup.open_part[]) RETURNS TABLE (
    batch text, total bigint, pending bigint, sending bigint, succeeded bigint, failed bigint, invalid bigint,
    in_doubt bigint, cancelled bigint, contracts_issued bigint, share_done double precision, calls_left bigint,
    planned_later bigint, eta_now timestamptz, eta_at_best timestamptz, last_finished_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH part AS (
        SELECT batch, status, n, contracts, last_at, 0 AS later, CAST(NULL AS timestamptz) AS eta_now,
               CAST(NULL AS timestamptz) AS eta_at_best
        FROM flowgroup.final_counts()
        UNION ALL
        SELECT batch, 'open', open, 0, NULL, later, eta_now, eta_at_best FROM flowgroup.ends_of(parts)
        UNION ALL
        SELECT batch, 'sending', count(*), 0, NULL, 0, NULL, NULL FROM flowgroup.jobs WHERE status = 'sending' GROUP BY batch
    ), batches AS (
        SELECT batch,
               coalesce(sum(n) FILTER (WHERE status <> 'sending'), 0) AS total,
               coalesce(sum(n) FILTER (WHERE status = 'open'), 0) AS open,
               coalesce(sum(n) FILTER (WHERE status = 'sending'), 0) AS sending,
               coalesce(sum(n) FILTER (WHERE status = 'succeeded'), 0) AS succeeded,
               coalesce(sum(n) FILTER (WHERE status = 'failed'), 0) AS failed,
               coalesce(sum(n) FILTER (WHERE status = 'invalid'), 0) AS invalid,
               coalesce(sum(n) FILTER (WHERE status = 'in_doubt'), 0) AS in_doubt,
               coalesce(sum(n) FILTER (WHERE status = 'cancelled'), 0) AS cancelled,
               coalesce(sum(contracts) FILTER (WHERE status = 'succeeded'), 0) AS contracts_issued,
               sum(later) AS later, max(last_at) AS last_at, max(eta_now) AS eta_now, max(eta_at_best) AS eta_at_best
        FROM part GROUP BY batch
    )
    SELECT batch, CAST(total AS bigint) AS total, CAST(open - sending AS bigint) AS pending,
           CAST(sending AS bigint) AS sending, CAST(succeeded AS bigint) AS succeeded, CAST(failed AS bigint) AS failed,
           CAST(invalid AS bigint) AS invalid, CAST(in_doubt AS bigint) AS in_doubt,
           CAST(cancelled AS bigint) AS cancelled, CAST(contracts_issued AS bigint) AS contracts_issued,
           CAST((total - open) / nullif(total, 0) AS double precision) AS share_done,
           CAST(open - sending AS bigint) AS calls_left, CAST(later AS bigint) AS planned_later,
           eta_now, eta_at_best, last_at AS last_finished_at
    FROM batches
    WHERE open > 0 OR last_at > now() - interval '7 days';
END
