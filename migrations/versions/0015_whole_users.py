"""an image that is attached does not keep its owner from being deleted"""

from alembic import op

revision = "0015"
down_revision = "0014"

HOLDING = ("message_images", "plan_images", "trade_attachments")


def _hold(table: str, *, deferred: bool) -> None:
    name = op.f(f"fk_{table}_upload_id_user_id")
    op.drop_constraint(name, table)
    more = {"deferrable": True, "initially": "DEFERRED"} if deferred else {}
    op.create_foreign_key(
        name, table, "uploads", ["upload_id", "user_id"], ["id", "user_id"], **more
    )


def upgrade() -> None:
    for table in HOLDING:
        _hold(table, deferred=True)


def downgrade() -> None:
    for table in HOLDING:
        _hold(table, deferred=False)
