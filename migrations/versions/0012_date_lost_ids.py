"""Keeps when the API was said not to know a file's id.

Deploy: before the workers of this version; those of the version before go on. Locks `flowgroup.files` for a moment.
"""

from alembic import op

from migrations.steps import statements

revision = "0012"
down_revision = "0010"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0012` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Forget the times: the workers of the version before ask for none."""
    op.drop_column("files", "lost_at", schema="flowgroup")
