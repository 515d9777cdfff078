-- As before.
-- Nothing else is built on it now.
CREATE OR REPLACE VIEW flowgroup.batch_ends AS
SELECT * FROM flowgroup.ends_of(ARRAY(SELECT o FROM flowgroup.open_parts() AS o))
