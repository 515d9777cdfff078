-- What the first page tells: batches, pauses (and whether rows wait for their end), limits, workers, quotas, what needs a person.
-- One statement, so that its parts are of one instant and open rows are counted once; batches stand by their names, lest they jump.
WITH open AS MATERIALIZED (SELECT ARRAY(SELECT o FROM flowgroup.open_parts() AS o) AS parts)
SELECT now() AS at,
       CAST((SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]') FROM (
           SELECT p.*, h.since AS held_since, h.actor AS held_by, h.reason AS held_because
           FROM flowgroup.progress_of((SELECT open.parts FROM open)) p LEFT JOIN flowgroup.held_batches h ON h.batch = p.batch
           ORDER BY p.calls_left + p.sending > 0 DESC, p.batch
           LIMIT :most) AS b) AS text) AS batches,
       CAST((SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') FROM (
           SELECT a.account, a.pause_code AS code, CASE WHEN a.pause_code LIKE 'Worker.%' THEN a.pause_reason END AS reason,
                  a.paused_since AS since, nullif(a.paused_until, 'infinity') AS until,
                  a.probe_at,
                  EXISTS (SELECT FROM flowgroup.jobs j
                          WHERE j.status = 'pending' AND NOT j.waits_for_files AND (a.account = '*' OR j.account = a.account))
                  OR EXISTS (SELECT FROM flowgroup.jobs j
                             WHERE j.status = 'pending' AND j.waits_for_files AND (a.account = '*' OR j.account = a.account)) AS waited_for
           FROM flowgroup.accounts a
           WHERE a.paused_since IS NOT NULL AND (a.paused_until IS NULL OR a.paused_until > now())
           ORDER BY a.account) AS p) AS text) AS pauses,
       CAST((SELECT coalesce(jsonb_agg(to_jsonb(l)), '[]') FROM (
           SELECT s.rate_limit, 1 / flowgroup.slot_interval(s) AS effective, s.slowdown > 1.02 AS shared, s.ill_since,
                  s.refused, s.lost
           FROM flowgroup.slots s
           WHERE s.action = :action AND s.steered_at > now() - interval '60 seconds') AS l) AS text) AS limits,
       CAST((SELECT coalesce(jsonb_agg(to_jsonb(w)), '[]') FROM (
           SELECT worker, in_flight, blocked FROM flowgroup.worker_state ORDER BY host, pid) AS w) AS text) AS workers,
       CAST((SELECT coalesce(jsonb_agg(to_jsonb(s)), '[]') FROM (
           SELECT served.account, flowgroup.blocked_for(served.account) AS reason
           FROM (SELECT DISTINCT jsonb_object_keys(w.accounts) AS account FROM flowgroup.worker_state w) AS served
           WHERE flowgroup.blocked_for(served.account) IS NOT NULL
             AND (EXISTS (SELECT FROM flowgroup.jobs j
                          WHERE j.status = 'pending' AND NOT j.waits_for_files AND j.account = served.account)
                  OR EXISTS (SELECT FROM flowgroup.jobs j
                             WHERE j.status = 'pending' AND j.waits_for_files AND j.account = served.account))
           ORDER BY 1) AS s) AS text) AS stops,
       CAST((SELECT coalesce(jsonb_agg(to_jsonb(q)), '[]') FROM (
           SELECT * FROM flowgroup.quotas_of((SELECT open.parts FROM open)) ORDER BY enough, account) AS q) AS text) AS quotas,
       CAST((SELECT coalesce(jsonb_object_agg(kind, n), '{}') FROM (
           SELECT a.kind, count(*) AS n FROM flowgroup.needs_attention a GROUP BY a.kind) AS k) AS text) AS attention
