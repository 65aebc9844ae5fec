"""verdicts keep score: confidence drawn to the record"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "calibrations",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("bins", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_calibrations_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "engine", name=op.f("pk_calibrations")),
    )
    op.add_column("verdicts", sa.Column("shown_confidence", sa.SmallInteger(), nullable=True))
    op.add_column(
        "verdicts", sa.Column("calibrated_on", sa.Integer(), nullable=False, server_default="0")
    )
    op.alter_column("verdicts", "calibrated_on", server_default=None)
    json = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("verdicts", sa.Column("citations", json, nullable=False, server_default="[]"))
    op.add_column(
        "verdicts", sa.Column("struck", sa.SmallInteger(), nullable=False, server_default="0")
    )
    for column in ("citations", "struck"):
        op.alter_column("verdicts", column, server_default=None)
    op.create_index(
        "ix_trades_message",
        "trades",
        ["message_id"],
        postgresql_where=sa.text("message_id is not null"),
    )
    mine = "user_id = any ((select app_users())::uuid[])"
    for statement in (
        "alter table calibrations enable row level security",
        "alter table calibrations force row level security",
        f"create policy own on calibrations to coach_app using ({mine}) with check ({mine})",
        "grant select, insert, update, delete on calibrations to coach_app",
    ):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(
        "ix_trades_message", table_name="trades", postgresql_where=sa.text("message_id is not null")
    )
    for column in ("struck", "citations"):
        op.drop_column("verdicts", column)
    op.drop_column("verdicts", "calibrated_on")
    op.drop_column("verdicts", "shown_confidence")
    op.drop_table("calibrations")
