"""The hot path: messages of many traders stored together, in one statement and one commit.

Each draft becomes the trader's message with the next `seq` of its conversation, and the pending answer that is the job
of a worker. A draft whose `client_message_id` is known already gives back what was stored before. Row-level security
is in force for the users of the group, every row is bound to a conversation of its own user by a compound foreign key,
and nothing is handed back before the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy.exc import IntegrityError

from backend.core.db import Database, HotStatement, acting_for
from backend.core.ids import new_id
from backend.features.content.conversations.errors import ConversationNotFound
from backend.features.content.conversations.models import Mode


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be stored; `begins` the conversation where it does not exist yet."""

    user_id: UUID
    conversation_id: UUID
    begins: bool
    title: str
    mode: Mode | None
    content: str
    client_message_id: str | None
    upload_ids: tuple[UUID, ...]
    related_trade_ids: tuple[UUID, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """What a draft became.

    `duplicate` means that the message was there before: read it, nothing here but its ids is news.
    """

    message_id: UUID
    answer_id: UUID
    conversation_id: UUID
    seq: int
    mode: str
    duplicate: bool


_STORE = HotStatement(
    "store_messages",
    """
with input as materialized (
    select * from json_to_recordset($1::json) as row(
        place int, message_id uuid, answer_id uuid, conversation_id uuid, user_id uuid, begins boolean, title text,
        mode text, content text, client_message_id text, trades uuid[], uploads uuid[], at timestamptz)
), locked as materialized (
    select id, user_id, head, mode from conversations
    where (id, user_id) in (select conversation_id, user_id from input where not begins)
    order by id for no key update
), known as materialized (
    select input.place, question.id as message_id, question.conversation_id, question.seq, question.mode,
        answer.id as answer_id
    from input
    cross join lateral (
        select * from messages where user_id = input.user_id and client_message_id = input.client_message_id limit 1
    ) question
    cross join lateral (
        select id from messages where parent_message_id = question.id and type = 'ai' and branch_index = 0 limit 1
    ) answer
), fresh as materialized (
    select input.*, coalesce(input.mode, locked.mode, 'analysis') as chosen_mode,
        coalesce(locked.head, 0) + row_number() over (partition by input.conversation_id order by input.place) as seq
    from input left join locked on locked.id = input.conversation_id and locked.user_id = input.user_id
    where (input.begins or locked.id is not null) and not exists (select from known where known.place = input.place)
), started as (
    insert into conversations (id, user_id, title, mode, archived, pinned, head, created_at, updated_at)
    select conversation_id, user_id, title, chosen_mode, false, false, 1, at, at from fresh where begins
), moved as (
    update conversations set head = last.seq, updated_at = greatest(conversations.updated_at, last.at),
        title = case when conversations.head = 0 and conversations.title = 'New conversation'
            then last.title else conversations.title end
    from (
        select conversation_id, max(seq) as seq, max(at) as at, (array_agg(title order by place))[1] as title
        from fresh where not begins group by 1
    ) last
    where conversations.id = last.conversation_id
), questions as (
    insert into messages (id, conversation_id, user_id, seq, type, mode, status, content, client_message_id,
        related_trade_ids, created_at, finished_at)
    select message_id, conversation_id, user_id, seq, 'user', chosen_mode, 'saved', content, client_message_id,
        trades, at, at
    from fresh
), answers as (
    insert into messages (id, conversation_id, user_id, type, mode, status, content, parent_message_id, created_at,
        priority, run_at)
    select answer_id, conversation_id, user_id, 'ai', chosen_mode, 'pending', '', message_id, at,
        case chosen_mode when 'psychology' then 0 else 1 end, now()
    from fresh
), pictures as (
    insert into message_images (message_id, upload_id, user_id, position)
    select fresh.message_id, picture.id, fresh.user_id, picture.position
    from fresh, unnest(fresh.uploads) with ordinality as picture(id, position)
)
select place, message_id, answer_id, conversation_id, seq, chosen_mode, false as known from fresh
union all
select place, message_id, answer_id, conversation_id, seq, mode, true from known
""",
)
_KNOWN = HotStatement(
    "known_messages",
    """
select input.place, question.id, answer.id, question.conversation_id, question.seq, question.mode, true
from json_to_recordset($1::json) as input(place int, user_id uuid, client_message_id text)
cross join lateral (
    select * from messages where user_id = input.user_id and client_message_id = input.client_message_id limit 1
) question
cross join lateral (
    select id from messages where parent_message_id = question.id and type = 'ai' and branch_index = 0 limit 1
) answer
""",
)


def known(database: Database, drafts: Sequence[NewMessage]) -> list[StoredMessage | None]:
    """What was stored before under each draft's `client_message_id`; null in the place of a draft that is news."""
    named = [
        {"place": place, "user_id": draft.user_id, "client_message_id": draft.client_message_id}
        for place, draft in enumerate(drafts)
        if draft.client_message_id is not None
    ]
    if not named:
        return [None] * len(drafts)
    users = tuple({draft.user_id for draft in drafts})
    document = orjson.dumps(named).decode()
    rows = database.at_once(acting_for(*users), _KNOWN, (document,))
    stored_at = {place: StoredMessage(*stored) for place, *stored in rows}
    return [stored_at.get(place) for place in range(len(drafts))]


def store(database: Database, drafts: Sequence[NewMessage]) -> list[StoredMessage | Exception]:
    """Store drafts together; the result of each stands in its place.

    A draft for a conversation that is not the user's gets `ConversationNotFound`. Where the group cannot be stored
    together (two processes met on one `client_message_id`), each draft is stored by itself.
    """
    try:
        return _store_together(database, drafts)
    except IntegrityError as error:
        if len(drafts) == 1:
            return [_once_more(database, drafts[0], error)]
        return [store(database, [draft])[0] for draft in drafts]


def _once_more(
    database: Database,
    draft: NewMessage,
    error: IntegrityError,
) -> StoredMessage | Exception:
    """The other one has committed by now, so a second look finds its message; anything else is a fault."""
    try:
        return _store_together(database, [draft])[0]
    except IntegrityError:
        return error


def _store_together(
    database: Database,
    drafts: Sequence[NewMessage],
) -> list[StoredMessage | Exception]:
    users = tuple({draft.user_id for draft in drafts})
    first = _first_of_each_client_message_id(drafts)
    rows_given = [_row(place, draft) for place, draft in enumerate(drafts) if first[place] == place]
    document = orjson.dumps(rows_given).decode()
    rows = database.at_once(acting_for(*users), _STORE, (document,))
    stored_at = {
        place: StoredMessage(message_id, answer_id, conversation_id, seq, mode, duplicate)
        for place, message_id, answer_id, conversation_id, seq, mode, duplicate in rows
    }
    return [_result(stored_at, place, original) for place, original in enumerate(first)]


def _first_of_each_client_message_id(drafts: Sequence[NewMessage]) -> list[int]:
    """For each draft the place of the first one with the same id: a group may hold a message and its repetition."""
    places: dict[tuple[UUID, str], int] = {}
    first = []
    for place, draft in enumerate(drafts):
        if draft.client_message_id is None:
            first.append(place)
            continue
        key = (draft.user_id, draft.client_message_id)
        first.append(places.setdefault(key, place))
    return first


def _result(
    stored_at: dict[int, StoredMessage],
    place: int,
    original: int,
) -> StoredMessage | Exception:
    stored = stored_at.get(original)
    if stored is None:
        return ConversationNotFound()
    if place == original:
        return stored
    return StoredMessage(
        stored.message_id,
        stored.answer_id,
        stored.conversation_id,
        stored.seq,
        stored.mode,
        True,
    )


def _row(place: int, draft: NewMessage) -> dict[str, object]:
    return {
        "place": place,
        "message_id": new_id(),
        "answer_id": new_id(),
        "conversation_id": draft.conversation_id,
        "user_id": draft.user_id,
        "begins": draft.begins,
        "title": draft.title,
        "mode": draft.mode,
        "content": draft.content,
        "client_message_id": draft.client_message_id,
        "trades": draft.related_trade_ids or None,
        "uploads": draft.upload_ids or None,
        "at": draft.now,
    }
