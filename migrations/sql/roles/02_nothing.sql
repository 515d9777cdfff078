-- Rights are given anew from nothing in the one transaction of the migration, so that they are exactly those of this
-- version; nobody sees them missing meanwhile. What is everybody's was taken before (`always`).
DO $$
BEGIN
    REVOKE ALL ON ALL TABLES IN SCHEMA flowgroup
        FROM flowgroup_enqueuer, flowgroup_reader, flowgroup_ops, flowgroup_worker;
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA flowgroup
        FROM flowgroup_enqueuer, flowgroup_reader, flowgroup_ops, flowgroup_worker;
    REVOKE ALL ON SCHEMA flowgroup FROM flowgroup_enqueuer, flowgroup_reader, flowgroup_ops, flowgroup_worker;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA flowgroup
        FROM flowgroup_enqueuer, flowgroup_reader, flowgroup_ops, flowgroup_worker;
    GRANT USAGE ON SCHEMA flowgroup TO flowgroup_enqueuer, flowgroup_reader, flowgroup_ops, flowgroup_worker;
    GRANT SELECT ON flowgroup.schema_version
        TO flowgroup_enqueuer, flowgroup_reader, flowgroup_ops, flowgroup_worker;
END
$$
