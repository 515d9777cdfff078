"""Keeps which accounts a role may enqueue for, and takes the steering functions from PUBLIC.

Deploy: at any time. Locks nothing that exists. Roles and rights themselves are an option: `flowgroup migrate --roles`.
"""

from alembic import op

from migrations.steps import statements

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Run the statements of `migrations/sql/0008` in order."""
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    """Drop the table; the functions stay with those who were granted them."""
    op.execute("DROP TABLE flowgroup.account_grants")
