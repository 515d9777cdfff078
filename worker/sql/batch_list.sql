-- Live batches, held ones, and those that ended within a week, the live ones first; or one of them.
-- A batch may be held before it has a row.
SELECT coalesce(p.batch, h.batch) AS batch, coalesce(p.total, 0) AS total, coalesce(p.pending, 0) AS pending,
       coalesce(p.sending, 0) AS sending, coalesce(p.succeeded, 0) AS succeeded, coalesce(p.failed, 0) AS failed,
       coalesce(p.invalid, 0) AS invalid, coalesce(p.in_doubt, 0) AS in_doubt, coalesce(p.cancelled, 0) AS cancelled,
       coalesce(p.contracts_issued, 0) AS contracts_issued, p.share_done, coalesce(p.calls_left, 0) AS calls_left,
       coalesce(p.planned_later, 0) AS planned_later, p.eta_now, p.eta_at_best, p.last_finished_at,
       h.since AS held_since, h.actor AS held_by, h.reason AS held_because
FROM flowgroup.batch_progress p FULL JOIN flowgroup.held_batches h ON h.batch = p.batch
WHERE CAST(:batch AS text) IS NULL OR coalesce(p.batch, h.batch) = :batch
ORDER BY coalesce(p.calls_left + p.sending, 0) > 0 DESC, h.since IS NOT NULL DESC,
         p.last_finished_at DESC NULLS FIRST, coalesce(p.batch, h.batch)
LIMIT :most
