"""Lets payloads of rows that ended long ago be replaced by a digest.

Deploy: before `flowgroup prune` is used; workers of the version before go on. Locks `flowgroup.jobs` while the index of
its final rows is built anew.
"""

from alembic import op

from migrations.steps import statements

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0009` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: rows without a payload could be sent again.

    Raises:
        NotImplementedError: always.
    """
    msg = "There is no way back from revision 0009: rows without a payload could be sent again."
    raise NotImplementedError(msg)
