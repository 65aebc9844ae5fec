"""notifications: what a trader is told, by which channels, and what became of each delivery"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"

_OWNED = (
    "notifications",
    "notification_preferences",
    "webhook_endpoints",
    "notification_deliveries",
)
_UNSETTLED = "state in ('waiting', 'sending')"
_UNREAD = "read_at is null and dismissed_at is null and shown"
# Whose addresses and secrets are to be encrypted anew when a key changes: ids and nothing else.
_WEBHOOK_OWNERS = (
    """
    create function webhook_owners() returns setof uuid
    language sql stable security definer set search_path = public as $$
        select distinct user_id from webhook_endpoints order by 1
    $$
    """,
    "create policy lookup on webhook_endpoints for select to coach_definer using (true)",
    "grant select (user_id) on webhook_endpoints to coach_definer",
    "revoke all on function webhook_owners from public",
    "grant execute on function webhook_owners to coach_app",
    "grant create on schema public to coach_definer",
    "alter function webhook_owners owner to coach_definer",
    "revoke create on schema public from coach_definer",
)


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
    # The worker finds what is to be delivered, whoever is told; everything else it sees only as that user.
    return [
        *statements,
        f"create policy unsettled_seen on notification_deliveries for select to coach_worker using ({_UNSETTLED})",
        f"create policy unsettled_claimed on notification_deliveries for update to coach_worker"
        f" using ({_UNSETTLED}) with check ({_UNSETTLED})",
        "create policy old_seen on notifications for select to coach_worker using (forget_at <= now())",
        *_WEBHOOK_OWNERS,
    ]


def upgrade() -> None:
    json, moment = postgresql.JSONB(astext_type=sa.Text()), sa.DateTime(timezone=True)
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("data", json, nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("read_at", moment, nullable=True),
        sa.Column("dismissed_at", moment, nullable=True),
        sa.Column("forget_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notifications_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_notifications_id_user_id")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notifications_user_id_key")),
    )
    op.create_index("ix_notifications_recent", "notifications", ["user_id", "created_at", "id"])
    op.create_index(
        "ix_notifications_unread", "notifications", ["user_id"], postgresql_where=sa.text(_UNREAD)
    )
    op.create_index(
        "ix_notifications_forget_at",
        "notifications",
        ["forget_at"],
        postgresql_where=sa.text("forget_at is not null"),
    )
    op.create_table(
        "notification_preferences",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", json, nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("updated_at", moment, nullable=False),
        sa.CheckConstraint(
            "(quiet_from is null) = (quiet_until is null)",
            name=op.f("ck_notification_preferences_quiet_hours"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_notification_preferences_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_preferences")),
    )
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("previous_secret", sa.LargeBinary(), nullable=True),
        sa.Column("previous_until", moment, nullable=True),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("failing_since", moment, nullable=True),
        sa.Column("disabled_at", moment, nullable=True),
        sa.Column("disabled_because", sa.Text(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_webhook_endpoints_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_webhook_endpoints_id_user_id")),
    )
    op.create_index("ix_webhook_endpoints_user_id", "webhook_endpoints", ["user_id", "id"])
    _create_deliveries(json, moment)
    for statement in _policies():
        op.execute(statement)


def _create_deliveries(json: postgresql.JSONB, moment: sa.DateTime) -> None:
    table = "notification_deliveries"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("run_at", moment, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("first_tried_at", moment, nullable=True),
        sa.Column("admitted_at", moment, nullable=True),
        sa.Column("tries", json, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("settled_at", moment, nullable=True),
        sa.CheckConstraint(
            "channel in ('email', 'webhook')", name=op.f("ck_notification_deliveries_channel")
        ),
        sa.CheckConstraint(
            "(channel = 'webhook') = (endpoint_id is not null)",
            name=op.f("ck_notification_deliveries_endpoint"),
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'sending', 'sent', 'failed', 'dropped')",
            name=op.f("ck_notification_deliveries_state"),
        ),
        sa.CheckConstraint(
            f"({_UNSETTLED}) = (settled_at is null)",
            name=op.f("ck_notification_deliveries_settled"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_notification_deliveries_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notification_id", "user_id"],
            ["notifications.id", "notifications.user_id"],
            name=op.f("fk_notification_deliveries_notification_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id", "user_id"],
            ["webhook_endpoints.id", "webhook_endpoints.user_id"],
            name=op.f("fk_notification_deliveries_endpoint_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_deliveries")),
    )
    unsettled = sa.text(_UNSETTLED)
    op.create_index("ix_notification_deliveries_due", table, ["run_at"], postgresql_where=unsettled)
    op.create_index(
        "ix_notification_deliveries_lane", table, ["lane", "run_at"], postgresql_where=unsettled
    )
    op.create_index("ix_notification_deliveries_recent", table, ["user_id", "created_at", "id"])
    op.create_index("ix_notification_deliveries_endpoint", table, ["endpoint_id"])
    op.create_index(
        "uq_notification_deliveries_email",
        table,
        ["notification_id"],
        unique=True,
        postgresql_where=sa.text("endpoint_id is null"),
    )
    op.create_index(
        "uq_notification_deliveries_webhook",
        table,
        ["notification_id", "endpoint_id"],
        unique=True,
        postgresql_where=sa.text("endpoint_id is not null"),
    )


def downgrade() -> None:
    op.execute("drop function webhook_owners")
    for table in reversed(_OWNED):
        op.drop_table(table)
