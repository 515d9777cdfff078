-- Where the rows of a file gather while it is read: the line of jobs is touched once all of them are known to be good,
-- so that a file that is refused leaves no trace there, and holds no key while it is read.
CREATE TEMPORARY TABLE enqueued (
    n             bigint,
    batch         text,
    dedupe_key    text,
    account       text,
    priority      smallint,
    max_attempts  smallint,
    run_after     timestamptz,
    send_before   timestamptz,
    payload       jsonb
) ON COMMIT DROP
