"""versions of strategies and journal entries"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0030"

VERSIONED = ("strategies", "journal_entries")


def upgrade() -> None:
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    for table in VERSIONED:
        op.drop_column(table, "version")
