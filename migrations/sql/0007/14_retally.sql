-- Keeps the tallies true for rows that change after their end, or are written with an end long past: a line for what
-- was, and one for what is. While such a change is under way the mark stays where it is.
CREATE FUNCTION flowgroup.retally() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mark timestamptz;
    again boolean := TG_OP = 'UPDATE' AND NEW.finished_at IS NULL;
BEGIN
    SELECT m.upto INTO mark FROM flowgroup.tally_mark m FOR KEY SHARE;
    IF TG_OP <> 'INSERT' AND (OLD.finished_at < mark OR again) THEN
        INSERT INTO flowgroup.tallies (batch, account, status, error_code, n, contracts, reopened)
        SELECT OLD.batch, OLD.account, OLD.status, OLD.error_code, -counted, -counted * coalesce(OLD.contracts, 0), again
        FROM (SELECT CAST(OLD.finished_at < mark AS integer)) AS was (counted);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.finished_at < mark THEN
        INSERT INTO flowgroup.tallies (batch, account, status, error_code, n, contracts, first_at, last_at)
        VALUES (NEW.batch, NEW.account, NEW.status, NEW.error_code, 1, coalesce(NEW.contracts, 0),
                NEW.finished_at, NEW.finished_at);
    END IF;
    RETURN NULL;
END
$$
