"""Lets rows that were refused as they came be checked too, so that all their faults are told.

Deploy: before the workers of this version; those of the version before go on and leave such rows alone. Locks
`flowgroup.jobs` while a small partial index is built, which reads the table once. Rows that were refused before and
have their payload are looked at by the first worker of this version.
"""

from alembic import op

from migrations.steps import statements

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0015` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: functions of the revisions before were replaced.

    Raises:
        NotImplementedError: always.
    """
    msg = "There is no way back from revision 0015: it replaced functions."
    raise NotImplementedError(msg)
