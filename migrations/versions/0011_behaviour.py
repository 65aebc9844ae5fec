"""behaviour: what the detectors found, the answers to it, and patterns"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

_OWNED = (
    "behaviour_events",
    "behaviour_answers",
    "behaviour_patterns",
    "behaviour_tuning",
    "behaviour_runs",
    "behaviour_changes",
)
_TRIGGERS = "'after_stop', 'after_loss', 'after_win', 'after_losses', 'after_trades'"
_OWNERS = """
    create function behaviour_owners() returns setof uuid language sql stable security definer
    set search_path = public as 'select distinct user_id from trades'
"""
_FROZEN = ("behaviour_answers",)  # the application may add to these and read them
# No row of these is taken away, but with its owner.
_KEPT = ("behaviour_events", "behaviour_patterns", "behaviour_runs", "behaviour_tuning")


def _policies() -> list[str]:
    mine = "user_id = any ((select app_users())::uuid[])"
    statements = []
    for table in _OWNED:
        rights = "select, insert" if table in _FROZEN else "select, insert, update"
        rights = rights if table in (*_FROZEN, *_KEPT) else f"{rights}, delete"
        statements += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy own on {table} to coach_app using ({mine}) with check ({mine})",
            f"grant {rights} on {table} to coach_app",
        ]
    # A worker must find whose record is to be looked at before it can act for them.
    return [
        *statements,
        "create policy due_seen on behaviour_runs for select to coach_worker using (head > done)",
        "create policy due_taken on behaviour_runs for update to coach_worker"
        " using (head > done) with check (head > done)",
        _OWNERS,
        "create policy lookup on trades for select to coach_definer using (true)",
        "grant select (user_id) on trades to coach_definer",
        "revoke all on function behaviour_owners from public",
        "grant execute on function behaviour_owners to coach_app",
        "grant create on schema public to coach_definer",
        "alter function behaviour_owners owner to coach_definer",
        "revoke create on schema public from coach_definer",
    ]


def upgrade() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    time = sa.DateTime(timezone=True)
    op.create_table(
        "behaviour_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("trade_type", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("session", sa.Date(), nullable=False),
        sa.Column("occurred_at", time, nullable=False),
        sa.Column("trade_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("plan_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("inputs", json, nullable=False),
        sa.Column("baseline", json, nullable=True),
        sa.Column("effect", sa.Float(53), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("percentile", sa.Float(53), nullable=True),
        sa.Column("score", sa.Float(53), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("grade", sa.SmallInteger(), nullable=False),
        sa.Column("declared", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("r", sa.Float(53), nullable=True),
        sa.Column("guards", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("is_learning", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", time, nullable=True),
        sa.Column("told_at", time, nullable=True),
        sa.Column("detected_at", time, nullable=False),
        sa.Column("updated_at", time, nullable=False),
        sa.CheckConstraint(
            "answer in ('yes', 'no', 'was_planned')", name=op.f("ck_behaviour_events_answer")
        ),
        sa.CheckConstraint(
            "score between 0 and 1 and grade between 1 and 5",
            name=op.f("ck_behaviour_events_score"),
        ),
        sa.CheckConstraint(
            "severity in ('mild', 'marked', 'severe')", name=op.f("ck_behaviour_events_severity")
        ),
        sa.CheckConstraint(
            "status in ('fired', 'withdrawn')", name=op.f("ck_behaviour_events_status")
        ),
        sa.CheckConstraint(
            "trade_type in ('real', 'training')", name=op.f("ck_behaviour_events_trade_type")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_behaviour_events_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_behaviour_events")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_behaviour_events_id_user_id")),
        sa.UniqueConstraint(
            "user_id",
            "detector",
            "version",
            "key",
            name=op.f("uq_behaviour_events_user_id_detector_version_key"),
        ),
    )
    op.create_index(
        "ix_behaviour_events_recent",
        "behaviour_events",
        ["user_id", "occurred_at", "id"],
        unique=False,
    )
    op.create_table(
        "behaviour_patterns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("trade_type", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("frequency", json, nullable=False),
        sa.Column("cost", json, nullable=False),
        sa.Column("traits", json, nullable=False),
        sa.Column("first_seen", time, nullable=False),
        sa.Column("last_seen", time, nullable=False),
        sa.Column("updated_at", time, nullable=False),
        sa.CheckConstraint("severity between 1 and 5", name=op.f("ck_behaviour_patterns_severity")),
        sa.CheckConstraint(
            "status in ('learning', 'active', 'improving', 'resolved')",
            name=op.f("ck_behaviour_patterns_status"),
        ),
        sa.CheckConstraint(
            "trade_type in ('real', 'training')", name=op.f("ck_behaviour_patterns_trade_type")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_behaviour_patterns_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_behaviour_patterns")),
        sa.UniqueConstraint(
            "user_id",
            "trade_type",
            "account_id",
            "detector",
            name=op.f("uq_behaviour_patterns_user_id_trade_type_account_id_detector"),
        ),
    )
    op.create_table(
        "behaviour_tuning",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("strictness", sa.Float(53), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("denied", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("updated_at", time, nullable=False),
        sa.CheckConstraint(
            "strictness between 0 and 1", name=op.f("ck_behaviour_tuning_strictness")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_behaviour_tuning_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "detector", name=op.f("pk_behaviour_tuning")),
    )
    op.create_table(
        "behaviour_runs",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("due_at", time, nullable=False),
        sa.Column("token", sa.Uuid(), nullable=True),
        sa.Column("leased_until", time, nullable=True),
        sa.Column("looked_at", time, nullable=True),
        sa.Column("positions", json, nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_behaviour_runs_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_behaviour_runs")),
    )
    op.create_index(
        "ix_behaviour_runs_due",
        "behaviour_runs",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("head > done"),
    )
    op.create_table(
        "behaviour_changes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("trade_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("noted_at", time, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_behaviour_changes_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "seq", name=op.f("pk_behaviour_changes")),
    )
    op.create_table(
        "behaviour_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("answered_at", time, nullable=False),
        sa.CheckConstraint(
            "answer in ('yes', 'no', 'was_planned')", name=op.f("ck_behaviour_answers_answer")
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "user_id"],
            ["behaviour_events.id", "behaviour_events.user_id"],
            name=op.f("fk_behaviour_answers_event_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_behaviour_answers_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_behaviour_answers")),
    )
    op.create_index(
        "ix_behaviour_answers_event", "behaviour_answers", ["event_id", "id"], unique=False
    )
    _set_triggers(f"{_TRIGGERS}, 'on_tilt'")
    for statement in _policies():
        op.execute(statement)


def _set_triggers(triggers: str) -> None:
    op.drop_constraint(op.f("ck_commitments_trigger"), "commitments", type_="check")
    op.create_check_constraint(
        op.f("ck_commitments_trigger"), "commitments", f"trigger in ({triggers})"
    )


def downgrade() -> None:
    op.execute("drop function behaviour_owners")
    op.execute("drop policy lookup on trades")
    op.execute("revoke select (user_id) on trades from coach_definer")
    _set_triggers(_TRIGGERS)
    for table in (
        "behaviour_changes",
        "behaviour_answers",
        "behaviour_runs",
        "behaviour_tuning",
        "behaviour_patterns",
        "behaviour_events",
    ):
        op.drop_table(table)
