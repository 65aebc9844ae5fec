"""`Database.transaction` and `reading`: entered with the first statement, ended cleanly whatever happens."""

from contextlib import suppress
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from backend.core.db import Actor, HotStatement, SessionEnded, acting_for, at_once
from backend.core.errors import Invalid
from backend.core.ids import new_id
from backend.features.content.conversations.models import Conversation
from tests.sent_statements import sent_statements

COUNT = text("select count(*) from conversations")
BEGIN = HotStatement(
    "test_begin_one",
    "insert into conversations (id, user_id, title, mode, archived, pinned, head, created_at, updated_at) "
    "select $2::uuid, $1::uuid, 't', 'analysis', false, false, 0, now(), now() returning id",
)


@pytest.fixture
def database(app):
    return app.extensions["coach"].database


@pytest.fixture
def sent(database):
    """What was sent to PostgreSQL, a line for each round trip."""
    with sent_statements(database.engine) as statements:
        yield statements


def member(world) -> Actor:
    trader = world.trader()
    user_id = UUID(trader.user["id"])
    [[session_id]] = world.sql("select id from user_sessions where user_id = %s", str(user_id))
    return Actor((user_id,), UUID(session_id) if isinstance(session_id, str) else session_id)


def conversation(actor: Actor) -> dict:
    return {"id": str(new_id()), "user": str(actor.user_ids[0])}


INSERT = text(
    "insert into conversations (id, user_id, title, mode, archived, pinned, head, created_at, updated_at) "
    "values (:id, :user, 't', 'analysis', false, false, 0, now(), now())"
)


def test_a_write_is_one_trip_to_begin_and_work_and_one_to_commit(world, database, sent):
    actor = member(world)
    sent.clear()

    with database.transaction(actor) as session:
        session.execute(INSERT, conversation(actor))

    assert len(sent) == 2
    assert sent[0].startswith("begin; select app_enter(")
    assert sent[1] == "commit"
    assert world.sql("select count(*) from conversations") == [(1,)]


def test_a_read_is_one_trip_a_statement_and_sees_only_its_own(world, database, sent):
    mine, theirs = member(world), member(world)
    with database.transaction(theirs) as session:
        session.execute(INSERT, conversation(theirs))
    sent.clear()

    with database.reading(mine) as session:
        first, second = session.scalar(COUNT), session.scalar(COUNT)

    assert (first, second, len(sent)) == (0, 0, 2)
    assert all(one.startswith("select app_enter(") for one in sent)


def test_what_failed_is_rolled_back_and_the_next_one_finds_the_connection_clean(world, database):
    actor = member(world)
    database.engine.dispose()

    with suppress(ZeroDivisionError), database.transaction(actor) as session:
        session.execute(INSERT, conversation(actor))
        raise ZeroDivisionError

    with (
        database.reading() as session
    ):  # the same connection, for nobody: it must see nothing and be in no transaction
        assert session.scalar(COUNT) == 0
        assert (
            session.scalar(text("select coalesce(current_setting('app.user_ids', true), '')")) == ""
        )
    assert world.sql("select count(*) from conversations") == [(0,)]
    assert world.sql(
        "select count(*) from pg_stat_activity where state like 'idle in transaction%%'"
    ) == [(0,)]


def test_a_savepoint_keeps_what_came_before_it(world, database):
    actor = member(world)
    row = conversation(actor)

    with database.transaction(actor) as session:
        session.execute(INSERT, row)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(INSERT, row)

    assert world.sql("select count(*) from conversations") == [(1,)]


def test_many_rows_at_once_enter_too(world, database):
    actor = member(world)
    rows = [conversation(actor) for _ in range(3)]

    with database.transaction(actor) as session:
        session.execute(INSERT, rows)
    with database.transaction(actor) as session:
        for found in session.scalars(select(Conversation)):
            found.title = f"new {found.id}"

    assert world.sql("select count(distinct title) from conversations") == [(3,)]


@pytest.mark.parametrize("kind", ["transaction", "reading"])
def test_an_ended_sign_in_is_told_even_where_nothing_was_asked_and_before_any_other_refusal(
    world, database, kind
):
    actor = member(world)
    world.sql("update user_sessions set revoked_at = now()")

    with pytest.raises(SessionEnded), getattr(database, kind)(actor):
        pass
    with pytest.raises(SessionEnded), getattr(database, kind)(actor):
        raise Invalid
    with pytest.raises(SessionEnded), getattr(database, kind)(actor) as session:
        session.execute(COUNT)
    with pytest.raises(SessionEnded), getattr(database, kind)(actor) as session:
        at_once(session, BEGIN, (str(actor.user_ids[0]), str(new_id())))
    assert world.sql("select count(*) from conversations") == [(0,)]


def test_alone_a_hot_statement_is_one_trip_and_committed_at_once(world, database, sent):
    actor = member(world)
    sent.clear()

    with database.transaction(actor) as session:
        at_once(session, BEGIN, (str(actor.user_ids[0]), str(new_id())))
        assert world.sql("select count(*) from conversations") == [(1,)]

    assert [one.split("(")[0] for one in sent if not one.startswith("prepare")] == [
        "select app_enter"
    ]


def test_after_other_statements_a_hot_statement_is_part_of_their_transaction(world, database):
    actor = member(world)

    with suppress(ZeroDivisionError), database.transaction(actor) as session:
        session.execute(INSERT, conversation(actor))
        at_once(session, BEGIN, (str(actor.user_ids[0]), str(new_id())))
        assert session.scalar(COUNT) == 2
        raise ZeroDivisionError

    assert world.sql("select count(*) from conversations") == [(0,)]


def test_what_is_deferred_is_delivered_after_the_commit_only(world, database):
    from backend.core.db import after_commit

    user = acting_for(UUID(world.trader().user["id"]))
    delivered = []

    with database.transaction(user) as session:
        after_commit(session, lambda: delivered.append("yes"))
        assert delivered == []
    with suppress(ZeroDivisionError), database.transaction(user) as session:
        after_commit(session, lambda: delivered.append("no"))
        raise ZeroDivisionError

    assert delivered == ["yes"]
