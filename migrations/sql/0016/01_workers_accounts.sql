-- The accounts that a worker serves, and why it sends nothing for one of them: {"north": null, "south": "..."}.
-- NULL: a worker of the version before, which does not say.
ALTER TABLE flowgroup.workers ADD COLUMN accounts jsonb
