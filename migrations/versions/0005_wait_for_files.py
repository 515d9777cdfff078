"""Lets rows wait for the files that they refer to.

Deploy: stop the workers of the version before, which would find no index for their line and send references as
they are. Locks `flowgroup.jobs` while the waiting rows are read once and four partial indexes are built.
"""

from alembic import op

from migrations.steps import statements

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0005` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: rows that wait for their files would be sent without.

    Raises:
        NotImplementedError: always.
    """
    msg = "There is no way back from revision 0005: rows would be sent with references for FileIds."
    raise NotImplementedError(msg)
