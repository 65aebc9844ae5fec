"""the demo account is marked, and its year is a job"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_MINE = "user_id = any ((select app_users())::uuid[])"
_UNDER_WAY = "state in ('waiting', 'writing')"


def upgrade() -> None:
    op.add_column(
        "users", sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "demo_years",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("steps_done", sa.SmallInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'writing', 'done', 'failed')", name=op.f("ck_demo_years_state")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_demo_years_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_demo_years")),
    )
    for statement in (
        "grant select (is_demo), insert (is_demo) on users to coach_app",
        "grant select (is_demo) on users to coach_worker",
        # Made by `make run` before there was a mark, with this name and this address.
        "update users set is_demo = true"
        " where username_folded = 'demo' and email_folded = 'demo@example.com'",
        "alter table demo_years enable row level security",
        "alter table demo_years force row level security",
        f"create policy own on demo_years to coach_app using ({_MINE}) with check ({_MINE})",
        "grant select, insert, update on demo_years to coach_app",
        # The worker claims and renews; what it writes of the year, it writes as the web does (ADR 55).
        f"create policy due_seen on demo_years for select to coach_worker using ({_UNDER_WAY})",
        f"create policy due_taken on demo_years for update to coach_worker"
        f" using ({_UNDER_WAY}) with check ({_UNDER_WAY})",
        "grant select, update (state, attempts, leased_until, token) on demo_years to coach_worker",
    ):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("demo_years")
    op.drop_column("users", "is_demo")
