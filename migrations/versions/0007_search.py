"""search in the chat, and what a conversation was imported from"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

_WORDS = (
    "CASE WHEN ((seq IS NOT NULL) AND (content <> ''::text)) THEN (to_tsvector('english'::regconfig, content)"
    " || array_to_tsvector(ARRAY[('@'::text || (user_id)::text)])) ELSE NULL::tsvector END"
)

# One page of what whoever asks has said and heard with these words. PostgreSQL may use the index on `words` only where
# no policy stands before the comparison, so this looks past the policies and asks for the user itself, twice: the word
# `@user` keeps the index to their messages, `user_id` decides. What stands behind
# `wanted_… is null or` is planned away.
_FOUND = """
    create function chat_found(
        wanted text, wanted_mode text, wanted_type text, wanted_conversation uuid, first_at timestamptz,
        last_at timestamptz, with_image boolean, wanted_verdict text, wanted_instrument text,
        after_rank real, after_at timestamptz, after_id uuid, at_most integer
    ) returns table (message_id uuid, message_rank real)
    language sql stable security definer set search_path = public set plan_cache_mode = force_custom_plan as $$
        select found.id, found.rank
        from (
            select m.id, m.created_at, ts_rank_cd(m.words, websearch_to_tsquery('english', wanted)) as rank
            from messages m
            where querytree(websearch_to_tsquery('english', wanted)) not in ('', 'T')
            and m.words @@ (websearch_to_tsquery('english', wanted) && (
                select string_agg('''@' || one || '''', '|')::tsquery from unnest((select app_users())::uuid[]) as one
            ))
            and m.user_id = any ((select app_users())::uuid[])
            and (wanted_mode is null or m.mode = wanted_mode)
            and (wanted_type is null or m.type = wanted_type)
            and (wanted_conversation is null or m.conversation_id = wanted_conversation)
            and (first_at is null or m.created_at >= first_at)
            and (last_at is null or m.created_at < last_at)
            and (with_image is null or with_image = exists (
                select from message_images i where i.message_id = m.id and i.user_id = m.user_id
            ))
            and ((wanted_verdict is null and wanted_instrument is null) or m.id in (
                select unnest(array[v.message_id, a.parent_message_id])
                from verdicts v join messages a on a.id = v.message_id and a.user_id = v.user_id
                where v.user_id = any ((select app_users())::uuid[])
                and (wanted_verdict is null or v.verdict = wanted_verdict)
                and (wanted_instrument is null or upper(v.read ->> 'instrument') = upper(wanted_instrument))
            ))
        ) found
        where after_id is null or (found.rank, found.created_at, found.id) < (after_rank, after_at, after_id)
        order by found.rank desc, found.created_at desc, found.id desc
        limit at_most
    $$
"""
_SIGNATURE = (
    "chat_found(text, text, text, uuid, timestamptz, timestamptz, boolean, text, text,"
    " real, timestamptz, uuid, integer)"
)
_LOOKED_AT = {
    "messages": "id, user_id, conversation_id, parent_message_id, type, mode, created_at, words",
    "message_images": "message_id, user_id",
    "verdicts": "message_id, user_id, verdict, read",
}


def upgrade() -> None:
    op.add_column("conversations", sa.Column("import_key", sa.Text(), nullable=True))
    op.create_index(
        "uq_conversations_import_key",
        "conversations",
        ["user_id", "import_key"],
        unique=True,
        postgresql_where=sa.text("import_key is not null"),
    )
    op.add_column(
        "messages",
        sa.Column(
            "words", postgresql.TSVECTOR(), sa.Computed(_WORDS, persisted=True), nullable=True
        ),
    )
    op.create_index(
        "ix_messages_words",
        "messages",
        ["words"],
        postgresql_using="gin",
        postgresql_where=sa.text("words is not null"),
    )
    op.execute(_FOUND)
    for table, columns in _LOOKED_AT.items():
        op.execute(f"create policy lookup on {table} for select to coach_definer using (true)")
        op.execute(f"grant select ({columns}) on {table} to coach_definer")
    op.execute(f"revoke all on function {_SIGNATURE} from public")
    op.execute(f"grant execute on function {_SIGNATURE} to coach_app")
    op.execute("grant create on schema public to coach_definer")
    op.execute(f"alter function {_SIGNATURE} owner to coach_definer")
    op.execute("revoke create on schema public from coach_definer")


def downgrade() -> None:
    op.execute(f"drop function {_SIGNATURE}")
    for table, columns in _LOOKED_AT.items():
        op.execute(f"drop policy lookup on {table}")
        op.execute(f"revoke select ({columns}) on {table} from coach_definer")
    op.drop_column("messages", "words")
    op.drop_column("conversations", "import_key")
