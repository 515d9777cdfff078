-- Follows a failover by itself; the audit table keeps that it did.
WITH followed AS (
    UPDATE flowgroup.binding SET database_identity = flowgroup.database_identity(), bound_at = now()
    WHERE database_identity <> flowgroup.database_identity()
    RETURNING database_identity
)
INSERT INTO flowgroup.audit (action, account, reason, detail)
SELECT 'approve_database', '*', 'FLOWGROUP_TRUST_FAILOVER', jsonb_build_object('identity', database_identity)
FROM followed
