"""Lets one reservation take several slots of the shared bucket; shows the bucket of each account.

Deploy: before the workers of this version; those of the version before go on working. Locks `flowgroup.slots`
for an instant.
"""

from alembic import op

from migrations.steps import statements

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0003` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Take the view, the function and the column away."""
    op.execute("DROP VIEW flowgroup.account_state")
    op.execute("DROP FUNCTION flowgroup.slots_within")
    op.drop_column("slots", "granted", schema="flowgroup")
