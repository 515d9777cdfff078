-- Takes the probe of a paused account upon this worker: one upload, where no row is ready that could be sent instead.
-- The account row is the lock, as in begin_probe.
UPDATE flowgroup.accounts own
SET probes = own.probes + 1,
    probe_at = now() + make_interval(secs => least(60 * 2 ^ least(own.probes + 1, 10), 600))
WHERE own.account = :account AND own.paused_since IS NOT NULL AND own.probe_at <= now()
RETURNING own.pause_code
