"""${message}.

Deploy: before or after the new workers? Locks: what, for how long?
"""

from alembic import op

from migrations.steps import statements

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Run the statements of this revision in order."""
    for statement in statements(revision):
        op.execute(statement)
