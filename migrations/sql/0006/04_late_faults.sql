-- What is wrong with a last moment that had passed when the row was made: it could never have been sent.
-- One that passes later is no fault of the row's: it expires.
CREATE FUNCTION flowgroup.late_faults(send_before timestamptz, created_at timestamptz) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN send_before <= created_at THEN
    '[{"path": "send_before", "rule": "passed", "message": "send_before had passed when the row was enqueued: it could never be sent.", "message_zh": "入队时 send_before 已过：该行不可能发送。"}]'::jsonb
END
