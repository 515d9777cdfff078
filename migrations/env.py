"""Runs the revisions on the connection that `worker.schema` hands over."""

from alembic import context
from sqlalchemy import Connection

VERSION_SCHEMA = "flowgroup"

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table="schema_version",
    version_table_schema=VERSION_SCHEMA,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
