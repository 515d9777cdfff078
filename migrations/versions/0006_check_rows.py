"""Lets rows be checked as they arrive.

Deploy: before the workers of this version; those of the version before go on working and check nothing. Locks
`flowgroup.jobs` while the waiting rows are read once and a partial index is built.
"""

from alembic import op

from migrations.steps import statements

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0006` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: the functions and triggers of the revisions before were replaced.

    Raises:
        NotImplementedError: always.
    """
    msg = "There is no way back from revision 0006: it replaced a trigger's function."
    raise NotImplementedError(msg)
