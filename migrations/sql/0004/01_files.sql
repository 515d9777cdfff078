-- What the API holds of our files, and until when an id of it may be used: one row per account, owner and content.
-- A claim says which worker uploads the content now; it lapses by itself, for an upload may be repeated without harm.
CREATE TABLE flowgroup.files (
    account        text   NOT NULL,
    agent          text   NOT NULL,
    sha256         text   NOT NULL,
    size           bigint NOT NULL CHECK (size > 0),
    file_id        text,
    uploaded_at    timestamptz,
    valid_until    timestamptz,
    claimed_by     text,
    claimed_until  timestamptz,
    PRIMARY KEY (account, agent, sha256),
    CONSTRAINT files_upload CHECK (
        (file_id IS NULL) = (uploaded_at IS NULL) AND (file_id IS NULL) = (valid_until IS NULL)),
    CONSTRAINT files_claim CHECK (claimed_by IS NULL OR claimed_until IS NOT NULL),
    CONSTRAINT files_age CHECK (valid_until IS NOT NULL OR claimed_until IS NOT NULL)
) WITH (fillfactor = 70)
