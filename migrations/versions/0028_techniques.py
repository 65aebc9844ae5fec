"""techniques: which one an answer of the coach taught, for what came of it"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("coaching_answers", sa.Column("technique", sa.Text(), nullable=True))
    op.create_index(
        "ix_coaching_answers_technique",
        "coaching_answers",
        ["user_id", "created_at"],
        postgresql_where=sa.text("technique is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_coaching_answers_technique", table_name="coaching_answers")
    op.drop_column("coaching_answers", "technique")
