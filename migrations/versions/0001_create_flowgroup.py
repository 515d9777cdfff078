"""Creates the schema `flowgroup`.

Deploy: before the first worker. Locks nothing that exists.
"""

from alembic import op

from migrations.steps import statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the statements of `migrations/sql/0001` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: dropping the tables would drop the record of what was issued.

    Raises:
        NotImplementedError: always.
    """
    msg = (
        "There is no way back from the first revision: it would delete the record of issued groups."
    )
    raise NotImplementedError(msg)
