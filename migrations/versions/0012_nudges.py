"""nudges: when the coach speaks first, and whether it helps"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

_KINDS = "kind in ('before_open', 'after_losses', 'near_limit', 'after_close', 'weekly_review')"
# No row of these is taken away, but with its owner: what was said and what came of it stays.
_OWNED = ("nudges", "nudge_preferences", "nudge_retirements", "nudge_schedule")


def _policies() -> list[str]:
    mine = "user_id = any ((select app_users())::uuid[])"
    statements = []
    for table in _OWNED:
        statements += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy own on {table} to coach_app using ({mine}) with check ({mine})",
            f"grant select, insert, update on {table} to coach_app",
        ]
    # The beat must find whose time has come before it can act for them; of a trader it sees the id and the times.
    return [
        *statements,
        "create policy time_seen on nudge_schedule for select to coach_worker using (true)",
        "create policy time_taken on nudge_schedule for update to coach_worker using (true) with check (true)",
        # Whoever has a record is looked at from now on.
        "insert into nudge_schedule (user_id, next_at, looked_at)"
        " select distinct user_id, now(), now() from trades where trade_type = 'real'",
    ]


def upgrade() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    time = sa.DateTime(timezone=True)
    op.create_table(
        "nudge_preferences",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("kinds_off", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("most_a_day", sa.SmallInteger(), nullable=False),
        sa.Column("during_open_trades", sa.Boolean(), nullable=False),
        sa.Column("is_experiment", sa.Boolean(), nullable=False),
        sa.Column("consented_at", time, nullable=True),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("updated_at", time, nullable=False),
        sa.CheckConstraint(
            "is_experiment = (seed is not null)", name=op.f("ck_nudge_preferences_experiment")
        ),
        sa.CheckConstraint(
            "most_a_day between 1 and 20", name=op.f("ck_nudge_preferences_most_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_nudge_preferences_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_nudge_preferences")),
    )
    op.create_table(
        "nudge_retirements",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("retired_at", time, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("figures", json, nullable=False),
        sa.Column("brought_back_at", time, nullable=True),
        sa.CheckConstraint(_KINDS, name=op.f("ck_nudge_retirements_kind")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_nudge_retirements_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_nudge_retirements")),
    )
    op.create_table(
        "nudge_schedule",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", time, nullable=False),
        sa.Column("looked_at", time, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_nudge_schedule_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_nudge_schedule")),
    )
    op.create_index("ix_nudge_schedule_next_at", "nudge_schedule", ["next_at"], unique=False)
    op.create_table(
        "nudges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("draw", sa.Float(53), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("evidence", json, nullable=False),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("decided_at", time, nullable=False),
        sa.Column("window_starts", time, nullable=False),
        sa.Column("window_ends", time, nullable=False),
        sa.Column("outcome", sa.Float(53), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=True),
        sa.Column("measured_at", time, nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("feedback_at", time, nullable=True),
        sa.CheckConstraint("arm in ('sent', 'withheld')", name=op.f("ck_nudges_arm")),
        sa.CheckConstraint(
            "feedback in ('helpful', 'not_helpful', 'stop')", name=op.f("ck_nudges_feedback")
        ),
        sa.CheckConstraint(_KINDS, name=op.f("ck_nudges_kind")),
        sa.CheckConstraint("window_ends > window_starts", name=op.f("ck_nudges_window")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_nudges_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
        sa.UniqueConstraint(
            "user_id", "kind", "occasion", name=op.f("uq_nudges_user_id_kind_occasion")
        ),
    )
    op.create_index("ix_nudges_recent", "nudges", ["user_id", "decided_at", "id"], unique=False)
    for statement in _policies():
        op.execute(statement)


def downgrade() -> None:
    for table in ("nudges", "nudge_schedule", "nudge_retirements", "nudge_preferences"):
        op.drop_table(table)
