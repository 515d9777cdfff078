-- Rows by status: what is over from the tallies and what ended since their mark, the rest counted from the index alone.
-- Whatever is neither over nor on the wire waits.
WITH open AS (
    SELECT count(*) AS jobs FROM flowgroup.jobs WHERE finished_at IS NULL
), wire AS (
    SELECT count(*) AS jobs FROM flowgroup.jobs WHERE status = 'sending'
)
SELECT status, CAST(sum(n) AS bigint) AS jobs FROM flowgroup.final_counts() GROUP BY status
UNION ALL
SELECT 'sending', wire.jobs FROM wire
UNION ALL
SELECT 'pending', open.jobs - wire.jobs FROM open, wire
