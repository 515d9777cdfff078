"""Everything that waits: database, network, clock, processes."""
