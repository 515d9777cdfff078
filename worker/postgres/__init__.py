"""The embedded PostgreSQL of the demo, the tests and the default database."""

from worker.postgres.server import EmbeddedPostgres, EmbeddedPostgresError

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
