"""Keeps how many paid contracts a person said that an account has left, and counts down from there.

Deploy: before the workers of this version; those of the version before go on. Locks `flowgroup.jobs` while the
index of its open rows is made anew.
"""

from alembic import op

from migrations.steps import statements

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0017` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: the views and the page would go on asking for what is gone.

    Raises:
        NotImplementedError: always.
    """
    msg = "There is no way back from revision 0017: status, plan and the page ask for quotas."
    raise NotImplementedError(msg)
