"""threads of conversations, and what was understood of a message, beside its answer"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"

_ROLES = "coach_app, coach_worker"
_MINE = "user_id = any ((select app_users())::uuid[])"


def upgrade() -> None:
    op.create_table(
        "conversation_threads",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id", "user_id"],
            ["conversations.id", "conversations.user_id"],
            name=op.f("fk_conversation_threads_conversation_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_conversation_threads")),
    )
    op.add_column("messages", sa.Column("understood", postgresql.JSONB(), nullable=True))
    for statement in (
        "alter table conversation_threads enable row level security",
        "alter table conversation_threads force row level security",
        f"create policy own on conversation_threads to {_ROLES} using ({_MINE}) with check ({_MINE})",
        f"grant select, insert, update, delete on conversation_threads to {_ROLES}",
    ):
        op.execute(statement)


def downgrade() -> None:
    op.drop_column("messages", "understood")
    op.drop_table("conversation_threads")
