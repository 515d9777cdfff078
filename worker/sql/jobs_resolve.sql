-- A person's word on a row in doubt.
-- The function judges whether it may be taken yet, and keeps who and why in the audit table.
SELECT flowgroup.resolve(:id, :verdict, :flow_group_id, CAST(:flow_ids AS text[]), :reason)
