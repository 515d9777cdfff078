-- As before, from what is open as one value.
-- Whoever also asks for quotas hands the same one to both.
CREATE OR REPLACE VIEW flowgroup.batch_progress AS
SELECT * FROM flowgroup.progress_of(ARRAY(SELECT o FROM flowgroup.open_parts() AS o))
