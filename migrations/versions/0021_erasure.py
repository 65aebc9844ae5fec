"""forgetting erases what the product wrote of it; words of despair are no title"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"

# What a forecast says may be changed, what it forecasts may not; and which sentence of an answer stands on what.
_WORDS = {
    "verdicts": "analysis, key_points, conditions, missing, psychology_note, invalidation, facts, citations",
    "coaching_answers": "evidence, sentences",
}
_TABLES = ("conversations", "messages")
# A title was made of the first line of the first message, cut at a word.
_GUARDED_TITLES = """
    update conversations c set title = 'New conversation'
    from (
        select distinct on (conversation_id) conversation_id, content, guard from messages
        where type = 'user' and seq is not null order by conversation_id, seq
    ) first
    where first.conversation_id = c.id and first.guard is not null
        and starts_with(ltrim(first.content, E' \\t\\r\\n'), rtrim(c.title, '\u2026')) and c.title <> 'New conversation'
"""

# Forgetting by a message is done by the worker, and rewrites what is kept of answers to be given again.
_KEPT_ANSWERS = (
    "grant select, update (body) on idempotency_keys to coach_worker",
    "alter policy own on idempotency_keys to coach_app, coach_worker",
)


def upgrade() -> None:
    op.add_column("messages", sa.Column("redacted", sa.Text(), nullable=True))
    op.add_column(
        "coaching_books", sa.Column("erasures", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.alter_column("coaching_books", "erasures", server_default=None)
    for table, columns in _WORDS.items():
        op.execute(f"grant update ({columns}) on {table} to coach_app, coach_worker")
    for statement in _KEPT_ANSWERS:
        op.execute(statement)
    for table in _TABLES:
        op.execute(f"alter table {table} no force row level security")
    op.execute(_GUARDED_TITLES)
    for table in _TABLES:
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    op.execute("alter policy own on idempotency_keys to coach_app")
    op.execute("revoke select, update (body) on idempotency_keys from coach_worker")
    for table, columns in _WORDS.items():
        op.execute(f"revoke update ({columns}) on {table} from coach_app, coach_worker")
    op.drop_column("coaching_books", "erasures")
    op.drop_column("messages", "redacted")
