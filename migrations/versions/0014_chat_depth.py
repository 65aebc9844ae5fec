"""what an answer leads to, what the guard met, and calls that read a wish"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"

FEATURES = "'verdict', 'psychology', 'plan', 'trade'"


def upgrade() -> None:
    op.add_column("messages", sa.Column("guard", sa.Text(), nullable=True))
    op.add_column(
        "messages", sa.Column("actions", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
    op.create_check_constraint(
        op.f("ck_messages_guard"), "messages", "guard in ('self_harm', 'market_abuse')"
    )
    op.drop_constraint(op.f("ck_ai_calls_feature"), "ai_calls")
    op.create_check_constraint(
        op.f("ck_ai_calls_feature"), "ai_calls", f"feature in ({FEATURES}, 'intent')"
    )


def downgrade() -> None:
    op.execute("delete from ai_calls where feature = 'intent'")
    op.drop_constraint(op.f("ck_ai_calls_feature"), "ai_calls")
    op.create_check_constraint(op.f("ck_ai_calls_feature"), "ai_calls", f"feature in ({FEATURES})")
    op.drop_constraint(op.f("ck_messages_guard"), "messages")
    op.drop_column("messages", "actions")
    op.drop_column("messages", "guard")
