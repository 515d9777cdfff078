"""Lets an attempt remember its doubt, and a verdict what it was about; finds rows created more than once.

Deploy: before the workers of this version; those of the last one go on meanwhile. Locks `flowgroup.attempts` for
a moment; writes to `flowgroup.jobs` wait while it is read once. Rewrites nothing.
"""

from alembic import op

from migrations.steps import statements

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0002` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: it would delete what was known when.

    Raises:
        NotImplementedError: always.
    """
    msg = "There is no way back from revision 0002: it would delete since when rows were in doubt."
    raise NotImplementedError(msg)
