"""patterns month by month: how many positions showed it, of how many; every record is looked at whole once more"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column(
        "behaviour_patterns",
        sa.Column("by_month", postgresql.JSONB(), server_default="[]", nullable=False),
    )
    op.execute("update behaviour_runs set head = head + 1, is_whole = true, due_at = now()")


def downgrade() -> None:
    op.drop_column("behaviour_patterns", "by_month")
