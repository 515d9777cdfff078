-- Opens a run of pruning in the audit table, and fixes the moment before which rows must have ended.
-- Each step adds its rows to this entry, so that it is right however the run ends.
INSERT INTO flowgroup.audit (action, account, reason, detail)
VALUES ('prune', '*', CAST(:reason AS text),
        jsonb_build_object('before', now() - CAST(:older AS interval), 'older_than', CAST(:told AS text), 'rows', 0))
RETURNING id, now() - CAST(:older AS interval) AS before
