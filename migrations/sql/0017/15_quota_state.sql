-- How far the quotas reach that people told. It only informs: whether a call is refused the API alone decides.
-- Where nothing was told, nothing is counted.
CREATE VIEW flowgroup.quota_state AS
SELECT * FROM flowgroup.quotas_of(CASE WHEN EXISTS (SELECT FROM flowgroup.quotas)
    THEN ARRAY(SELECT o FROM flowgroup.open_parts() AS o) END)
