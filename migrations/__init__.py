"""The schema of flowgroup, as alembic revisions."""
