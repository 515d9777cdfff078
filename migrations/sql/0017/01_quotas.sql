-- How many paid contracts an account has left, as a person read it in the vendor's console: the API has no call for it.
-- spent_before: the units spent by then, as units_spent() counts them.
CREATE TABLE flowgroup.quotas (
    account       text PRIMARY KEY,
    told          bigint      NOT NULL,
    told_at       timestamptz NOT NULL,
    told_by       text        NOT NULL,
    reason        text,
    spent_before  bigint      NOT NULL
) WITH (fillfactor = 50)
