"""a lane has one delivery on its way, whoever claims at the same moment"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"

TABLE = "notification_deliveries"
SENDING = "state = 'sending'"


def upgrade() -> None:
    # What is on its way loses its lease and is sent again with the same id: there may be two of one lane.
    op.execute(f"update {TABLE} set state = 'waiting', lease_token = null where {SENDING}")
    op.create_index(
        "uq_notification_deliveries_lane", TABLE, ["lane"], unique=True, postgresql_where=sa.text(SENDING)
    )


def downgrade() -> None:
    op.drop_index("uq_notification_deliveries_lane", TABLE)
