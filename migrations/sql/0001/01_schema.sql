-- Everything of flowgroup lives in one schema, so that it can share a database with the platform's own tables.
CREATE SCHEMA IF NOT EXISTS flowgroup
