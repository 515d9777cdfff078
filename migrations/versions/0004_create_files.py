"""Creates the table of uploaded files.

Deploy: before the workers that upload. Locks nothing that exists.
"""

from alembic import op

from migrations.steps import statements

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0004` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Drop the table: the files are uploaded again."""
    op.execute("DROP TABLE flowgroup.files")
