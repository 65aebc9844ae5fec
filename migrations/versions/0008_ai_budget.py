"""AI budget: the ledger of calls, the sums of each day, kept answers, and what each answer cost"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

_OWNED = {
    "ai_calls": "select, insert, update",  # a line of the ledger goes only with its owner
    "ai_days": "select, insert, update",
    "ai_cache": "select, insert, update, delete",
}


def _policies() -> list[str]:
    mine = "user_id = any ((select app_users())::uuid[])"
    statements = []
    for table, rights in _OWNED.items():
        statements += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy own on {table} to coach_app using ({mine}) with check ({mine})",
            f"grant {rights} on {table} to coach_app",
        ]
    # The beat finds what dead workers hold, whoever asked, and forgets answers that are too old.
    return [
        *statements,
        "create policy reserved_seen on ai_calls for select to coach_worker using (state = 'reserved')",
        "create policy expired_seen on ai_cache for select to coach_worker using (expires_at <= now())",
        "create policy expired_forgotten on ai_cache for delete to coach_worker using (expires_at <= now())",
    ]


def upgrade() -> None:
    op.create_table(
        "ai_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("prompt_name", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cached_tokens", sa.Integer(), server_default="0", nullable=False),
        sa.Column("output_tokens", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reserved", sa.Numeric(precision=24, scale=10), nullable=False),
        sa.Column("cost", sa.Numeric(precision=24, scale=10), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cache_hit", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("fallback_reason", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "feature in ('verdict', 'psychology', 'plan', 'trade')",
            name=op.f("ck_ai_calls_feature"),
        ),
        sa.CheckConstraint(
            "state in ('reserved', 'settled', 'released', 'expired')",
            name=op.f("ck_ai_calls_state"),
        ),
        sa.CheckConstraint("reserved >= 0 and cost >= 0", name=op.f("ck_ai_calls_money")),
        sa.CheckConstraint(
            "input_tokens >= cached_tokens and cached_tokens >= 0 and output_tokens >= 0",
            name=op.f("ck_ai_calls_tokens"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_ai_calls_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_calls")),
    )
    op.create_index("ix_ai_calls_day", "ai_calls", ["user_id", "day"])
    op.create_index(
        "ix_ai_calls_reserved",
        "ai_calls",
        ["created_at"],
        postgresql_where=sa.text("state = 'reserved'"),
    )
    op.create_table(
        "ai_days",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spent", sa.Numeric(precision=24, scale=10), nullable=False),
        sa.Column("reserved", sa.Numeric(precision=24, scale=10), nullable=False),
        sa.CheckConstraint("spent >= 0 and reserved >= 0", name=op.f("ck_ai_days_money")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_ai_days_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "day", name=op.f("pk_ai_days")),
    )
    op.create_table(
        "ai_cache",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_ai_cache_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_ai_cache")),
    )
    op.create_index("ix_ai_cache_expires_at", "ai_cache", ["expires_at"])
    op.add_column("messages", sa.Column("cost", sa.Numeric(precision=24, scale=10), nullable=True))
    for statement in _policies():
        op.execute(statement)


def downgrade() -> None:
    op.drop_column("messages", "cost")
    for table in ("ai_cache", "ai_days", "ai_calls"):
        op.drop_table(table)
