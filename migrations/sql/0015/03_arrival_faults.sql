-- What keeps a row out as it comes: its account, its payload as a whole, its last moment; NULL when nothing does.
-- Each is told beside the others, so that whoever mends the row mends it once.
CREATE FUNCTION flowgroup.arrival_faults(account text, payload jsonb, send_before timestamptz, created_at timestamptz)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(coalesce(flowgroup.shape_faults(account, payload), '[]')
    || coalesce(flowgroup.late_faults(send_before, created_at), '[]'), '[]')
