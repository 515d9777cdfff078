"""Lets a person settle many rows in doubt by one word, where each was looked up; the advice on them is whole.

Deploy: any time; workers do not call it. Locks nothing.
"""

from alembic import op

from migrations.steps import statements

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0014` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Drop the function: verdicts are given one by one. The advice stays."""
    op.execute("DROP FUNCTION flowgroup.resolve_many(bigint[], text)")
