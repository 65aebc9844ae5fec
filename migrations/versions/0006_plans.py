"""plans, rulebook, interlock: what a trader says before, and what keeping their word is worth"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

# Written once: the application may add to these and read them, and nobody changes them afterwards.
_FROZEN = (
    "rulebook_versions",
    "rulebook_overrides",
    "plan_versions",
    "plan_marks",
    "interlock_checks",
)
# These may grow in strength; no row of them is ever taken away, but with its owner.
_GROWING = ("rulebook_holds", "commitments", "trade_plans")
_OWNED = (
    *_FROZEN,
    *_GROWING,
    "trade_rules",
    "plan_images",
    "journal_plans",
    "plan_adherence",
    "adherence_weights",
)


def _policies() -> list[str]:
    mine = "user_id = any ((select app_users())::uuid[])"
    over = "expires_at <= now()"
    statements = []
    for table in _OWNED:
        rights = "select, insert" if table in _FROZEN else "select, insert, update"
        rights = rights if table in (*_FROZEN, *_GROWING) else f"{rights}, delete"
        statements += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy own on {table} to coach_app using ({mine}) with check ({mine})",
            f"grant {rights} on {table} to coach_app",
        ]
    # The beat writes down for everybody which plans have expired; of other plans its role sees nothing.
    return [
        *statements,
        f"create policy over_seen on trade_plans for select to coach_worker"
        f" using (status in ('pending', 'expired') and {over})",
        f"create policy over_written on trade_plans for update to coach_worker"
        f" using (status = 'pending' and {over}) with check (status = 'expired')",
    ]


def upgrade() -> None:
    op.create_table(
        "adherence_weights",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("weights", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hard_rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hard_cap", sa.SmallInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "hard_cap between 0 and 100", name=op.f("ck_adherence_weights_hard_cap")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_adherence_weights_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_adherence_weights")),
    )
    op.create_table(
        "commitments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "promise in ('pause', 'stop_for_the_day', 'reduce_size')",
            name=op.f("ck_commitments_promise"),
        ),
        sa.CheckConstraint(
            "trigger in ('after_stop', 'after_loss', 'after_win', 'after_losses', 'after_trades')",
            name=op.f("ck_commitments_trigger"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_commitments_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    op.create_index("ix_commitments_user_id", "commitments", ["user_id"], unique=False)
    op.create_table(
        "interlock_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("asked", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_interlock_checks_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interlock_checks")),
    )
    op.create_index(
        "ix_interlock_checks_recent", "interlock_checks", ["user_id", "checked_at"], unique=False
    )
    op.create_table(
        "rulebook_holds",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('caution', 'locked')", name=op.f("ck_rulebook_holds_state")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_rulebook_holds_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "day", "rule", name=op.f("pk_rulebook_holds")),
    )
    op.create_index("ix_rulebook_holds_until", "rulebook_holds", ["user_id", "until"], unique=False)
    op.create_table(
        "rulebook_overrides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until > created_at", name=op.f("ck_rulebook_overrides_until")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_rulebook_overrides_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook_overrides")),
    )
    op.create_index(
        "ix_rulebook_overrides_recent",
        "rulebook_overrides",
        ["user_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "rulebook_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("limits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("day_turns_at", sa.Time(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("effective_day", sa.Date(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_rulebook_versions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook_versions")),
        sa.UniqueConstraint("user_id", "number", name=op.f("uq_rulebook_versions_user_id_number")),
    )
    op.create_index(
        "ix_rulebook_versions_effective",
        "rulebook_versions",
        ["user_id", "effective_at", "number"],
        unique=False,
    )
    op.create_table(
        "trade_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("contract", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("trade_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("executed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("direction in ('long', 'short')", name=op.f("ck_trade_plans_direction")),
        sa.CheckConstraint(
            "status in ('pending', 'executed', 'cancelled', 'expired')",
            name=op.f("ck_trade_plans_status"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id", "user_id"],
            ["conversations.id", "conversations.user_id"],
            name=op.f("fk_trade_plans_conversation_id_user_id"),
            ondelete="SET NULL (conversation_id)",
        ),
        sa.ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            name=op.f("fk_trade_plans_trade_id_user_id"),
            ondelete="SET NULL (trade_id)",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_trade_plans_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_plans")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_trade_plans_id_user_id")),
    )
    op.create_index(
        "ix_trade_plans_expiring",
        "trade_plans",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_trade_plans_pending",
        "trade_plans",
        ["user_id", "instrument"],
        unique=False,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_trade_plans_recent", "trade_plans", ["user_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "uq_trade_plans_trade_id",
        "trade_plans",
        ["trade_id"],
        unique=True,
        postgresql_where=sa.text("trade_id is not null"),
    )
    op.create_table(
        "trade_rules",
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.Column("broken", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("states", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            name=op.f("fk_trade_rules_trade_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_trade_rules_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_trade_rules")),
    )
    op.create_index("ix_trade_rules_user_id", "trade_rules", ["user_id"], unique=False)
    op.create_table(
        "plan_adherence",
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("entry", sa.Boolean(), nullable=True),
        sa.Column("criteria", sa.Boolean(), nullable=True),
        sa.Column("stop", sa.Boolean(), nullable=True),
        sa.Column("size", sa.Boolean(), nullable=True),
        sa.Column("exit", sa.Boolean(), nullable=True),
        sa.Column("invalidation", sa.Boolean(), nullable=True),
        sa.Column("rulebook", sa.Boolean(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("coverage", sa.SmallInteger(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score between 0 and 100", name=op.f("ck_plan_adherence_score")),
        sa.ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            name=op.f("fk_plan_adherence_plan_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            name=op.f("fk_plan_adherence_trade_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_plan_adherence_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_plan_adherence")),
    )
    op.create_index("ix_plan_adherence_plan_id", "plan_adherence", ["plan_id"], unique=False)
    op.create_index(
        "ix_plan_adherence_user_id", "plan_adherence", ["user_id", "trade_id"], unique=False
    )
    op.create_table(
        "plan_images",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            name=op.f("fk_plan_images_plan_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["upload_id", "user_id"],
            ["uploads.id", "uploads.user_id"],
            name=op.f("fk_plan_images_upload_id_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_plan_images_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "upload_id", name=op.f("pk_plan_images")),
    )
    op.create_table(
        "plan_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_time", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject in ('criterion', 'exit', 'invalidation')", name=op.f("ck_plan_marks_subject")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            name=op.f("fk_plan_marks_plan_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_plan_marks_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_marks")),
    )
    op.create_index(
        "ix_plan_marks_plan_id", "plan_marks", ["plan_id", "recorded_time"], unique=False
    )
    op.create_table(
        "plan_versions",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_plan_versions_number")),
        sa.ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            name=op.f("fk_plan_versions_plan_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_plan_versions")),
    )
    op.add_column(
        "messages", sa.Column("interlock", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
    op.add_column("trades", sa.Column("trade_plan_id", sa.Uuid(), nullable=True))
    op.add_column(
        "trades", sa.Column("plan_match", sa.Text(), nullable=False, server_default="unplanned")
    )
    op.alter_column("trades", "plan_match", server_default=None)
    op.create_index(
        "ix_trades_plan",
        "trades",
        ["trade_plan_id"],
        unique=False,
        postgresql_where=sa.text("trade_plan_id is not null"),
    )
    op.add_column("verdicts", sa.Column("plan_id", sa.Uuid(), nullable=True))
    op.add_column("verdicts", sa.Column("plan_version", sa.Integer(), nullable=True))
    op.add_column("verdicts", sa.Column("trade_id", sa.Uuid(), nullable=True))
    op.alter_column("verdicts", "message_id", existing_type=sa.Uuid(), nullable=True)
    op.create_index(
        "ix_verdicts_plan",
        "verdicts",
        ["plan_id"],
        unique=False,
        postgresql_where=sa.text("plan_id is not null"),
    )
    op.create_index(
        "ix_verdicts_trade",
        "verdicts",
        ["trade_id"],
        unique=False,
        postgresql_where=sa.text("trade_id is not null"),
    )
    op.create_foreign_key(
        op.f("fk_verdicts_trade_id_user_id"),
        "verdicts",
        "trades",
        ["trade_id", "user_id"],
        ["id", "user_id"],
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_verdicts_user_id"), "verdicts", "users", ["user_id"], ["id"], ondelete="CASCADE"
    )
    op.create_foreign_key(
        op.f("fk_verdicts_plan_id_user_id"),
        "verdicts",
        "trade_plans",
        ["plan_id", "user_id"],
        ["id", "user_id"],
        ondelete="CASCADE",
    )

    op.create_table(
        "journal_plans",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "user_id"],
            ["journal_entries.id", "journal_entries.user_id"],
            name=op.f("fk_journal_plans_entry_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            name=op.f("fk_journal_plans_plan_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_journal_plans_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "plan_id", name=op.f("pk_journal_plans")),
    )
    op.create_index("ix_journal_plans_plan", "journal_plans", ["plan_id"])
    op.create_check_constraint(
        op.f("ck_trades_plan_match"),
        "trades",
        "plan_match in ('planned', 'late', 'drifted', 'unplanned')",
    )
    op.create_check_constraint(
        op.f("ck_verdicts_subject"), "verdicts", "num_nonnulls(message_id, plan_id, trade_id) = 1"
    )
    for statement in _policies():
        op.execute(statement)


def downgrade() -> None:
    op.execute("delete from verdicts where message_id is null")
    for column in ("plan_id", "plan_version", "trade_id"):
        op.drop_column("verdicts", column)
    op.drop_constraint(op.f("fk_verdicts_user_id"), "verdicts")
    op.alter_column("verdicts", "message_id", nullable=False)
    op.drop_column("messages", "interlock")
    for column in ("trade_plan_id", "plan_match"):
        op.drop_column("trades", column)
    for table in (
        "journal_plans",
        "interlock_checks",
        "adherence_weights",
        "plan_adherence",
        "plan_marks",
        "plan_images",
        "plan_versions",
        "trade_plans",
        "trade_rules",
        "commitments",
        "rulebook_overrides",
        "rulebook_holds",
        "rulebook_versions",
    ):
        op.drop_table(table)
