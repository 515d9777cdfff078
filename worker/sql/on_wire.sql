-- Whether any row is on the wire.
SELECT EXISTS (SELECT FROM flowgroup.jobs WHERE status = 'sending') AS on_wire
