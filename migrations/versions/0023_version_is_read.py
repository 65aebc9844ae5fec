"""the web reads which migrations are through: its health says so"""

from alembic import op

revision = "0023"
down_revision = "0021"


def upgrade() -> None:
    op.execute("grant select on alembic_version to coach_app")


def downgrade() -> None:
    op.execute("revoke select on alembic_version from coach_app")
