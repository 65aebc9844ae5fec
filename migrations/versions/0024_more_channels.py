"""a delivery may go by any channel that the code knows: one to a notification, and one to each of its endpoints"""

from alembic import op

revision = "0024"
down_revision = "0023"

_TABLE = "notification_deliveries"
_CHANNEL = "ck_notification_deliveries_channel"


def upgrade() -> None:
    op.execute(f"alter table {_TABLE} drop constraint {_CHANNEL}")
    op.execute(
        f"alter table {_TABLE} add constraint {_CHANNEL} check (channel ~ '^[a-z_]{{1,20}}$')"
    )
    op.execute("drop index uq_notification_deliveries_email")
    op.execute(
        f"create unique index uq_notification_deliveries_channel on {_TABLE} (notification_id, channel) "
        "where endpoint_id is null"
    )


def downgrade() -> None:
    op.execute("drop index uq_notification_deliveries_channel")
    op.execute(
        f"create unique index uq_notification_deliveries_email on {_TABLE} (notification_id) "
        "where endpoint_id is null"
    )
    op.execute(f"alter table {_TABLE} drop constraint {_CHANNEL}")
    op.execute(
        f"alter table {_TABLE} add constraint {_CHANNEL} check (channel in ('email', 'webhook'))"
    )
