"""Tells what stops a worker for one account apart from what stops it altogether; dates the codes of waiting rows.

Deploy: before the workers of this version; those of the version before tell one reason for all their accounts, as
they did. Locks `flowgroup.workers` for a moment.
"""

from alembic import op

from migrations.steps import statements

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0016` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: `explain` would go on asking for what is gone.

    Raises:
        NotImplementedError: always.
    """
    msg = "There is no way back from revision 0016: flowgroup.why_waiting asks for each account."
    raise NotImplementedError(msg)
