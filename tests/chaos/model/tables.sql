-- What the machine adds to a migrated database: every change of a status is kept, and time passes by ageing rows.
-- A search that starts anew finds what the one before it added.
DROP TABLE IF EXISTS moves;
DROP TRIGGER IF EXISTS jobs_moved ON flowgroup.jobs;

CREATE TABLE moves (n bigint GENERATED ALWAYS AS IDENTITY, job_id bigint, attempt_no integer, old text, new text);

CREATE OR REPLACE FUNCTION keep_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.moves (job_id, attempt_no, old, new) VALUES (NEW.id, NEW.attempt_no, OLD.status, NEW.status);
    RETURN NULL;
END
$$;

CREATE TRIGGER jobs_moved AFTER UPDATE ON flowgroup.jobs
FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION keep_move();

CREATE OR REPLACE FUNCTION pass_time(seconds integer) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    UPDATE flowgroup.jobs j
    SET run_after = j.run_after - make_interval(secs => seconds), send_before = j.send_before - make_interval(secs => seconds),
        created_at = j.created_at - make_interval(secs => seconds), updated_at = j.updated_at - make_interval(secs => seconds),
        finished_at = j.finished_at - make_interval(secs => seconds);
    UPDATE flowgroup.attempts a
    SET begun_at = a.begun_at - make_interval(secs => seconds), finished_at = a.finished_at - make_interval(secs => seconds),
        signed_at = a.signed_at - make_interval(secs => seconds), send_deadline = a.send_deadline - make_interval(secs => seconds),
        doubted_at = a.doubted_at - make_interval(secs => seconds);
    UPDATE flowgroup.accounts a
    SET paused_since = a.paused_since - make_interval(secs => seconds), probe_at = a.probe_at - make_interval(secs => seconds),
        paused_until = a.paused_until - make_interval(secs => seconds);
END;
