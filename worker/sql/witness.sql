-- One more sight of this database by a state folder. It counts only where the database remembers at least what the
-- folder does: one that was set back must not catch up by itself.
INSERT INTO flowgroup.witnesses AS w (state_id, beats)
SELECT CAST(:state_id AS uuid), 1
FROM flowgroup.binding bound
WHERE (bound.generation, coalesce(
        (SELECT own.beats FROM flowgroup.witnesses own WHERE own.state_id = CAST(:state_id AS uuid)), 0))
    >= (CAST(:generation AS integer), CAST(:beats AS bigint))
ON CONFLICT (state_id) DO UPDATE SET beats = w.beats + 1, seen_at = now()
RETURNING (SELECT bound.generation FROM flowgroup.binding bound) AS generation, w.beats
