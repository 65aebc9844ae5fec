"""the journal: entries, links, images, check-ins and templates, with encrypted words"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

_OWNED = (
    "journal_entries",
    "journal_links",
    "journal_images",
    "journal_check_ins",
    "journal_templates",
)
_ENCRYPTED = ("journal_entries", "journal_check_ins", "journal_templates", "idempotency_keys")
_MEASURES = (
    "mood between 1 and 5 and energy between 1 and 5 and focus between 1 and 5 and stress between 1 and 5"
    " and sleep_hours between 0 and 24"
)

_FUNCTIONS = [
    # Entries of whoever asks whose index has all of these words. PostgreSQL may use the index on `words` only where no
    # policy stands before the comparison of arrays, so this looks past the policies and asks for the user itself.
    """
    create function journal_found(wanted bigint[]) returns setof uuid
    language sql stable security definer set search_path = public as $$
        select id from journal_entries where words @> wanted and user_id = any ((select app_users())::uuid[])
    $$
    """,
    # Whose words are to be encrypted anew when a key changes: ids and nothing else.
    """
    create function journal_owners() returns setof uuid
    language sql stable security definer set search_path = public as $$
        select user_id from journal_entries union select user_id from journal_check_ins
        union select user_id from journal_templates union select user_id from idempotency_keys order by 1
    $$
    """,
]


def _policies() -> list[str]:
    mine = "user_id = any ((select app_users())::uuid[])"
    statements = []
    for table in _OWNED:
        statements += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy own on {table} to coach_app using ({mine}) with check ({mine})",
            f"grant select, insert, update, delete on {table} to coach_app",
        ]
    for table in _ENCRYPTED:
        statements.append(
            f"create policy lookup on {table} for select to coach_definer using (true)"
        )
    return statements


_GRANTS = [
    "grant select (id, user_id, words) on journal_entries to coach_definer",
    "grant select (user_id) on journal_check_ins, journal_templates, idempotency_keys to coach_definer",
    "revoke all on function journal_found, journal_owners from public",
    "grant execute on function journal_found, journal_owners to coach_app",
    "grant create on schema public to coach_definer",
    "alter function journal_found owner to coach_definer",
    "alter function journal_owners owner to coach_definer",
    "revoke create on schema public from coach_definer",
]


def upgrade() -> None:
    _create_tables()
    for statement in _FUNCTIONS + _policies() + _GRANTS:
        op.execute(statement)


def _measures() -> list[sa.Column]:
    return [
        *(
            sa.Column(name, sa.SmallInteger(), nullable=True)
            for name in ("mood", "energy", "focus", "stress")
        ),
        sa.Column("sleep_hours", sa.Numeric(precision=4, scale=2), nullable=True),
    ]


def _create_tables() -> None:
    op.create_table(
        "journal_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        *_measures(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('daily', 'free', 'review')", name=op.f("ck_journal_entries_kind")
        ),
        sa.CheckConstraint(_MEASURES, name=op.f("ck_journal_entries_measures")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_journal_entries_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_journal_entries_id_user_id")),
    )
    op.create_index("ix_journal_entries_recent", "journal_entries", ["user_id", "day", "id"])
    op.create_index(
        "ix_journal_entries_words", "journal_entries", ["words"], postgresql_using="gin"
    )
    op.create_index(
        "uq_journal_entries_day",
        "journal_entries",
        ["user_id", "day", "kind"],
        unique=True,
        postgresql_where=sa.text("kind in ('daily', 'review') and deleted_at is null"),
    )
    op.create_table(
        "journal_links",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        _of_entry("journal_links"),
        sa.ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            name=op.f("fk_journal_links_trade_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_journal_links_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "trade_id", name=op.f("pk_journal_links")),
    )
    op.create_index("ix_journal_links_trade", "journal_links", ["trade_id"])
    op.create_table(
        "journal_images",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _of_entry("journal_images"),
        sa.ForeignKeyConstraint(
            ["upload_id", "user_id"],
            ["uploads.id", "uploads.user_id"],
            name=op.f("fk_journal_images_upload_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_journal_images_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "upload_id", name=op.f("pk_journal_images")),
    )
    op.create_index("ix_journal_images_upload", "journal_images", ["upload_id"])
    op.create_table(
        "journal_check_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("intention", sa.LargeBinary(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        *_measures(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_MEASURES, name=op.f("ck_journal_check_ins_measures")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_journal_check_ins_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_check_ins")),
        sa.UniqueConstraint("user_id", "day", name=op.f("uq_journal_check_ins_user_id_day")),
    )
    op.create_table(
        "journal_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('pre_market', 'post_market', 'weekly', 'other')",
            name=op.f("ck_journal_templates_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_journal_templates_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_templates")),
    )
    op.create_index("ix_journal_templates_user", "journal_templates", ["user_id", "id"])


def _of_entry(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["entry_id", "user_id"],
        ["journal_entries.id", "journal_entries.user_id"],
        name=op.f(f"fk_{table}_entry_id_user_id"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    for name in ("journal_found", "journal_owners"):
        op.execute(f"drop function {name}")
    op.execute("drop policy lookup on idempotency_keys")
    op.execute("revoke select (user_id) on idempotency_keys from coach_definer")
    for table in reversed(_OWNED):
        op.drop_table(table)
