"""browsers that are told: a trader's key of web push, the browsers that subscribed with it, a delivery to each"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_ROLES = "coach_app, coach_worker"
_MINE = "user_id = any ((select app_users())::uuid[])"
_TABLES = ("push_keys", "push_subscriptions")
_DELIVERIES = "notification_deliveries"
_CHANNEL = "uq_notification_deliveries_channel"
_SEALED = (
    "journal_entries", "journal_check_ins", "journal_templates", "idempotency_keys", "coaching_memories",
    "coaching_memory_versions", "coaching_tombstones", "coaching_sessions", "webhook_endpoints",
)  # fmt: skip


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "push_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_push_keys_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_keys")),
        sa.UniqueConstraint("user_id", name=op.f("uq_push_keys_user_id")),
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("browser_key", sa.LargeBinary(), nullable=False),
        sa.Column("browser_secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_told_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_push_subscriptions_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_push_subscriptions_id_user_id")),
        sa.UniqueConstraint(
            "user_id", "address_sha256", name=op.f("uq_push_subscriptions_user_id_address_sha256")
        ),
    )
    op.add_column(_DELIVERIES, sa.Column("subscription_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_notification_deliveries_subscription_id_user_id"),
        _DELIVERIES,
        "push_subscriptions",
        ["subscription_id", "user_id"],
        ["id", "user_id"],
        ondelete="SET NULL (subscription_id)",
    )
    op.create_index("ix_notification_deliveries_subscription", _DELIVERIES, ["subscription_id"])
    op.drop_index(_CHANNEL, table_name=_DELIVERIES)
    _create_channel_index("endpoint_id is null and channel <> 'push'")
    op.create_index(
        "uq_notification_deliveries_push",
        _DELIVERIES,
        ["notification_id", "subscription_id"],
        unique=True,
        postgresql_where=sa.text("subscription_id is not null"),
    )
    for table in _TABLES:
        for statement in (
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy own on {table} to {_ROLES} using ({_MINE}) with check ({_MINE})",
            f"create policy lookup on {table} for select to coach_definer using (true)",
            f"grant select (user_id) on {table} to coach_definer",
        ):
            op.execute(statement)
    op.execute("grant select, insert, update, delete on push_keys, push_subscriptions to coach_app")
    op.execute("grant select on push_keys to coach_worker")
    op.execute("grant select, update, delete on push_subscriptions to coach_worker")
    _tell_owners((*_SEALED, *_TABLES))


def downgrade() -> None:
    _tell_owners(_SEALED)
    op.execute(f"delete from {_DELIVERIES} where channel = 'push'")
    op.drop_index("uq_notification_deliveries_push", table_name=_DELIVERIES)
    op.drop_index(_CHANNEL, table_name=_DELIVERIES)
    _create_channel_index("endpoint_id is null")
    op.drop_index("ix_notification_deliveries_subscription", table_name=_DELIVERIES)
    op.drop_column(_DELIVERIES, "subscription_id")
    op.drop_table("push_subscriptions")
    op.drop_table("push_keys")


def _create_channel_index(where: str) -> None:
    op.create_index(
        _CHANNEL,
        _DELIVERIES,
        ["notification_id", "channel"],
        unique=True,
        postgresql_where=sa.text(where),
    )


def _tell_owners(tables: tuple[str, ...]) -> None:
    """Whose words are to be encrypted anew when a key changes: ids and nothing else."""
    found = " union ".join(f"select distinct user_id from {table}" for table in tables)
    op.execute("grant create on schema public to coach_definer")
    op.execute("set local role coach_definer")
    op.execute(
        f"""
        create or replace function journal_owners() returns setof uuid
        language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$ {found} order by 1 $$
        """
    )
    op.execute("reset role")
    op.execute("revoke create on schema public from coach_definer")
