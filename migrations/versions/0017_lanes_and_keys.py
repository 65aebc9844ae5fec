"""a lane has one delivery on its way; webhooks are among the words that go with the keys"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

TABLE = "notification_deliveries"
SENDING = "state = 'sending'"
SEALED = (
    "journal_entries", "journal_check_ins", "journal_templates", "idempotency_keys", "coaching_memories",
    "coaching_memory_versions", "coaching_tombstones", "coaching_sessions",
)  # fmt: skip
WEBHOOKS = "webhook_endpoints"


def upgrade() -> None:
    # What is on its way loses its lease and is sent again with the same id: there may be two of one lane.
    op.execute(f"update {TABLE} set state = 'waiting', lease_token = null where {SENDING}")
    op.create_index(
        "uq_notification_deliveries_lane",
        TABLE,
        ["lane"],
        unique=True,
        postgresql_where=sa.text(SENDING),
    )
    op.execute("drop function webhook_owners")
    _as_definer(_owners("create or replace function journal_owners()", (*SEALED, WEBHOOKS)))


def downgrade() -> None:
    _as_definer(
        _owners("create or replace function journal_owners()", SEALED),
        _owners("create function webhook_owners()", (WEBHOOKS,)),
        "revoke all on function webhook_owners from public",
        "grant execute on function webhook_owners to coach_app",
    )
    op.drop_index("uq_notification_deliveries_lane", TABLE)


def _owners(function: str, tables: tuple[str, ...]) -> str:
    """Whose words are to be encrypted anew when a key changes: ids and nothing else."""
    found = " union ".join(f"select distinct user_id from {table}" for table in tables)
    return f"""
        {function} returns setof uuid
        language sql stable security definer set search_path = public as $$ {found} order by 1 $$
    """


def _as_definer(*statements: str) -> None:
    op.execute("grant create on schema public to coach_definer")
    op.execute("set local role coach_definer")
    for statement in statements:
        op.execute(statement)
    op.execute("reset role")
    op.execute("revoke create on schema public from coach_definer")
