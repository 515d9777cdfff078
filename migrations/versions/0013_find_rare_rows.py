"""Finds rows that ended badly, or whose group may exist, by an index.

Deploy: before the workers of this version; those of the version before go on. Locks `flowgroup.jobs` while two small
partial indexes are built, which reads the table twice.
"""

from alembic import op

from migrations.steps import statements

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0013` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Drop the indexes: lists by status are slow again."""
    for index in ("jobs_at_risk", "jobs_apart"):
        op.drop_index(index, schema="flowgroup")
