-- A person's word not_created on these rows, and how many it settled.
-- The function judges which it may be taken of yet, and keeps who and why in the audit table.
SELECT count(*) AS n FROM flowgroup.resolve_many(CAST(:ids AS bigint[]), :reason)
