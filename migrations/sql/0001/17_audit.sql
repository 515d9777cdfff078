-- Who steered what, and why.
CREATE TABLE flowgroup.audit (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT now(),
    actor    text        NOT NULL DEFAULT session_user,
    action   text        NOT NULL,
    account  text,
    job_id   bigint,
    reason   text,
    detail   jsonb
)
