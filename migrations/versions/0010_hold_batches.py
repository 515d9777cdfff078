"""Lets a batch be held and released.

Deploy: before the workers of this version; those of the version before send rows of a held batch that are still in
the line. Locks `flowgroup.jobs` while an empty partial index is built, which reads the table once.
"""

from alembic import op

from migrations.steps import statements

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0010` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: rows that are held would be waiting for ever.

    Raises:
        NotImplementedError: always.
    """
    msg = "There is no way back from revision 0010: rows of held batches would never be sent."
    raise NotImplementedError(msg)
