"""coaching: memory, sessions, and what answers stand on"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

# What may be done with each: a memory that is forgotten keeps its place, and what an answer stood on stays.
_OWNED = {
    "coaching_books": "select, insert, update",
    "coaching_memories": "select, insert, update",
    "coaching_memory_versions": "select, insert, update, delete",
    "coaching_tombstones": "select, insert, update, delete",
    "coaching_sessions": "select, insert, update",
    "coaching_session_trades": "select, insert",
    "coaching_session_plans": "select, insert",
    "coaching_answers": "select, insert",
    "coaching_carried": "select, insert",
}
_ENCRYPTED = (
    "coaching_memories",
    "coaching_memory_versions",
    "coaching_tombstones",
    "coaching_sessions",
)
_JOURNAL = ("journal_entries", "journal_check_ins", "journal_templates", "idempotency_keys")


def _owners(tables: tuple[str, ...]) -> str:
    """Whose words are to be encrypted anew when a key changes: ids and nothing else."""
    found = " union ".join(f"select user_id from {table}" for table in tables)
    return f"""
        create or replace function journal_owners() returns setof uuid
        language sql stable security definer set search_path = public as $$ {found} order by 1 $$
    """


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
    for table in _ENCRYPTED:
        statements += [
            f"create policy lookup on {table} for select to coach_definer using (true)",
            f"grant select (user_id) on {table} to coach_definer",
        ]
    return statements


def upgrade() -> None:
    op.create_table(
        "coaching_books",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("learns", sa.Boolean(), nullable=False),
        sa.Column("journal_words", sa.Text(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "journal_words in ('nobody', 'rules', 'provider')",
            name=op.f("ck_coaching_books_journal_words"),
        ),
        sa.CheckConstraint("sharing in ('any', 'none')", name=op.f("ck_coaching_books_sharing")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_coaching_books_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_coaching_books")),
    )
    op.create_table(
        "coaching_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("session_type", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("market_state", sa.Text(), nullable=True),
        sa.Column("named_trades", sa.SmallInteger(), nullable=False),
        sa.Column("named_plans", sa.SmallInteger(), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("next_step", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("proposal", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("step_kept", sa.Boolean(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'finished') = (finished_at is not null)",
            name=op.f("ck_coaching_sessions_finished"),
        ),
        sa.CheckConstraint(
            "phase in ('pre_market', 'in_session', 'post_market')",
            name=op.f("ck_coaching_sessions_phase"),
        ),
        sa.CheckConstraint(
            "session_type in ('psychology', 'discipline', 'risk_management')",
            name=op.f("ck_coaching_sessions_session_type"),
        ),
        sa.CheckConstraint(
            "status in ('open', 'finished')", name=op.f("ck_coaching_sessions_status")
        ),
        sa.CheckConstraint("rating between 1 and 5", name=op.f("ck_coaching_sessions_rating")),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitments.id"],
            name=op.f("fk_coaching_sessions_commitment_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id", "user_id"],
            ["conversations.id", "conversations.user_id"],
            name=op.f("fk_coaching_sessions_conversation_id_user_id"),
            ondelete="SET NULL (conversation_id)",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_coaching_sessions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_sessions")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_coaching_sessions_id_user_id")),
    )
    op.create_index(
        "ix_coaching_sessions_conversation", "coaching_sessions", ["conversation_id"], unique=False
    )
    op.create_index(
        "ix_coaching_sessions_recent",
        "coaching_sessions",
        ["user_id", "started_at", "id"],
        unique=False,
    )
    op.create_table(
        "coaching_answers",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sentences", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("emotion", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("learned", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            name=op.f("fk_coaching_answers_message_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["coaching_sessions.id", "coaching_sessions.user_id"],
            name=op.f("fk_coaching_answers_session_id_user_id"),
            ondelete="SET NULL (session_id)",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_coaching_answers_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_coaching_answers")),
    )
    op.create_index("ix_coaching_answers_session", "coaching_answers", ["session_id"], unique=False)
    op.create_table(
        "coaching_memories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.BigInteger(), nullable=True),
        sa.Column("words", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(precision=53), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("evidence", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("providers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'forgotten') = (statement is null)", name=op.f("ck_coaching_memories_erased")
        ),
        sa.CheckConstraint(
            "kind in ('goal', 'rule', 'habit', 'trigger', 'preference', 'fact')",
            name=op.f("ck_coaching_memories_kind"),
        ),
        sa.CheckConstraint(
            "sharing in ('any', 'some', 'none')", name=op.f("ck_coaching_memories_sharing")
        ),
        sa.CheckConstraint(
            "source in ('chat', 'trader', 'record', 'session', 'provider')",
            name=op.f("ck_coaching_memories_source"),
        ),
        sa.CheckConstraint(
            "status in ('proposed', 'kept', 'forgotten')", name=op.f("ck_coaching_memories_status")
        ),
        sa.CheckConstraint(
            "confidence between 0 and 1", name=op.f("ck_coaching_memories_confidence")
        ),
        sa.ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            name=op.f("fk_coaching_memories_message_id_user_id"),
            ondelete="SET NULL (message_id)",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_coaching_memories_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_memories")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_coaching_memories_id_user_id")),
    )
    op.create_index(
        "ix_coaching_memories_recent",
        "coaching_memories",
        ["user_id", "learned_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_coaching_memories_key",
        "coaching_memories",
        ["user_id", "key"],
        unique=True,
        postgresql_where=sa.text("key is not null"),
    )
    op.create_table(
        "coaching_session_trades",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["coaching_sessions.id", "coaching_sessions.user_id"],
            name=op.f("fk_coaching_session_trades_session_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            name=op.f("fk_coaching_session_trades_trade_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_coaching_session_trades_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "trade_id", name=op.f("pk_coaching_session_trades")),
    )
    op.create_index(
        "ix_coaching_session_trades_trade", "coaching_session_trades", ["trade_id"], unique=False
    )
    op.create_table(
        "coaching_carried",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("memory_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "how in ('told', 'cited', 'given', 'words')", name=op.f("ck_coaching_carried_how")
        ),
        sa.ForeignKeyConstraint(
            ["memory_id", "user_id"],
            ["coaching_memories.id", "coaching_memories.user_id"],
            name=op.f("fk_coaching_carried_memory_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            name=op.f("fk_coaching_carried_message_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_coaching_carried_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "memory_id", name=op.f("pk_coaching_carried")),
    )
    op.create_index("ix_coaching_carried_memory", "coaching_carried", ["memory_id"], unique=False)
    op.create_table(
        "coaching_memory_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("memory_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["memory_id", "user_id"],
            ["coaching_memories.id", "coaching_memories.user_id"],
            name=op.f("fk_coaching_memory_versions_memory_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_coaching_memory_versions_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_memory_versions")),
        sa.UniqueConstraint(
            "memory_id", "number", name=op.f("uq_coaching_memory_versions_memory_id_number")
        ),
    )
    op.create_table(
        "coaching_session_plans",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "user_id"],
            ["trade_plans.id", "trade_plans.user_id"],
            name=op.f("fk_coaching_session_plans_plan_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["coaching_sessions.id", "coaching_sessions.user_id"],
            name=op.f("fk_coaching_session_plans_session_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_coaching_session_plans_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "plan_id", name=op.f("pk_coaching_session_plans")),
    )
    op.create_index(
        "ix_coaching_session_plans_plan", "coaching_session_plans", ["plan_id"], unique=False
    )
    op.create_table(
        "coaching_tombstones",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("memory_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["memory_id", "user_id"],
            ["coaching_memories.id", "coaching_memories.user_id"],
            name=op.f("fk_coaching_tombstones_memory_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_coaching_tombstones_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_tombstones")),
    )
    op.create_index(
        "ix_coaching_tombstones_key", "coaching_tombstones", ["user_id", "key"], unique=False
    )

    for statement in _policies():
        op.execute(statement)
    _replace_owners((*_JOURNAL, *_ENCRYPTED))


def _replace_owners(tables: tuple[str, ...]) -> None:
    for statement in (
        "grant create on schema public to coach_definer",
        "set local role coach_definer",
        _owners(tables),
        "reset role",
        "revoke create on schema public from coach_definer",
    ):
        op.execute(statement)


def downgrade() -> None:
    _replace_owners(_JOURNAL)
    for table in reversed(_OWNED):
        op.drop_table(table)
