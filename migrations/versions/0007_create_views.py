"""Creates the views for monitoring and what keeps them cheap: indexes, tallies of what is over, a table of codes.

Deploy: before the workers of this version; those of the version before go on working, but add nothing up. Locks
`flowgroup.jobs` while it is read once and six indexes are built.
"""

from alembic import op

from migrations.steps import statements

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0007` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: a function of the revision before was replaced.

    Raises:
        NotImplementedError: always.
    """
    msg = "There is no way back from revision 0007: it replaced a trigger's function."
    raise NotImplementedError(msg)
