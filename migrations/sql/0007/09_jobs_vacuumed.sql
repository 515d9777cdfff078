-- Counting from an index alone needs pages that vacuum has seen: after each fiftieth of new rows, not after a fifth.
ALTER TABLE flowgroup.jobs SET (autovacuum_vacuum_insert_scale_factor = 0.02)
