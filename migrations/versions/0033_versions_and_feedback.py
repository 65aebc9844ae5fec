"""versions of strategies and journal entries; what was read of conversations, and what is said of answers"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0031"

VERSIONED = ("strategies", "journal_entries")
_ROLES = "coach_app, coach_worker"
_MINE = "user_id = any ((select app_users())::uuid[])"


def upgrade() -> None:
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "conversations", sa.Column("read_seq", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute("alter table conversations no force row level security")
    op.execute("update conversations set read_seq = head")
    op.execute("alter table conversations force row level security")
    op.create_table(
        "answer_feedback",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict in ('helpful', 'wrong')", name=op.f("ck_answer_feedback_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["message_id", "user_id"],
            ["messages.id", "messages.user_id"],
            name=op.f("fk_answer_feedback_message_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_answer_feedback")),
    )
    for statement in (
        "alter table answer_feedback enable row level security",
        "alter table answer_feedback force row level security",
        f"create policy own on answer_feedback to {_ROLES} using ({_MINE}) with check ({_MINE})",
        "grant select, insert, update, delete on answer_feedback to coach_app",
        "grant select on answer_feedback to coach_worker",
    ):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("answer_feedback")
    op.drop_column("conversations", "read_seq")
    for table in VERSIONED:
        op.drop_column(table, "version")
