"""the version of a trade, the trash of trades, what was done to many at once, saved views"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"

_MINE = "user_id = any ((select app_users())::uuid[])"
_MOMENT = sa.DateTime(timezone=True)
# The worker removes what is over, and sees nothing else of it.
_PASSING = ("deleted_trades", "trade_bulk_changes")
_TABLES = (*_PASSING, "trade_views")


def upgrade() -> None:
    op.add_column("trades", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "deleted_trades",
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("trade", postgresql.JSONB(), nullable=False),
        sa.Column("belongings", postgresql.JSONB(), nullable=False),
        sa.Column("deleted_at", _MOMENT, nullable=False),
        sa.Column("forget_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_deleted_trades_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_deleted_trades")),
    )
    op.create_index(
        "ix_deleted_trades_recent", "deleted_trades", ["user_id", "deleted_at", "trade_id"]
    )
    op.create_table(
        "trade_bulk_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("undone_at", _MOMENT, nullable=True),
        sa.Column("forget_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_trade_bulk_changes_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_bulk_changes")),
    )
    op.create_index("ix_trade_bulk_changes_user_id", "trade_bulk_changes", ["user_id"])
    op.create_table(
        "trade_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filter", postgresql.JSONB(), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_trade_views_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_views")),
    )
    op.execute("create unique index uq_trade_views_name on trade_views (user_id, lower(name))")
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own on {table} to coach_app using ({_MINE}) with check ({_MINE})"
        )
        op.execute(f"grant select, insert, update, delete on {table} to coach_app")
    for table in _PASSING:
        op.create_index(f"ix_{table}_forget_at", table, ["forget_at"])
        op.execute(
            f"create policy over_removed on {table} to coach_worker using (forget_at <= now())"
        )
        op.execute(f"grant select, delete on {table} to coach_worker")


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    op.drop_column("trades", "version")
