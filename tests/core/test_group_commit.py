"""`GroupCommit`: what becomes of a group that PostgreSQL does not take."""

from uuid import UUID

import psycopg2
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend.core.group_commit import GroupCommit, GroupStatement
from backend.core.ids import new_id

STATEMENT = GroupStatement("test_group", "select 1")


def failing(code, *, is_lost=False):
    class Refused(psycopg2.Error):
        pgcode = code

    sent = []

    def send(*_):
        sent.append(1)
        raise DBAPIError("statement", None, Refused(), connection_invalidated=is_lost)

    return GroupCommit(send), sent


@pytest.mark.parametrize("code", ["23503", "22003", "40P01", "55P03"])
def test_what_was_rolled_back_is_asked_alone(code):
    groups, sent = failing(code)
    assert groups.row_of(STATEMENT, new_id(), new_id(), {}) is None
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("code", "is_lost"), [(None, True), ("57P01", True), ("57014", False), (None, False)]
)
def test_what_may_have_been_kept_is_never_sent_again(code, is_lost):
    groups, sent = failing(code, is_lost=is_lost)
    with pytest.raises(DBAPIError):
        groups.row_of(STATEMENT, new_id(), new_id(), {})
    assert len(sent) == 1


def test_only_those_whose_own_sign_in_lives_are_entered(world, app):
    def sign_in(trader):
        [(session_id,)] = world.sql(
            "select id::text from user_sessions where user_id = %s", trader.user["id"]
        )
        return session_id

    one, other, ended = (world.trader() for _ in range(3))
    world.sql("update user_sessions set revoked_at = now() where id = %s", sign_in(ended))
    pairs = [
        (one.user["id"], sign_in(one)),
        (other.user["id"], sign_in(one)),  # by the sign-in of another
        (ended.user["id"], sign_in(ended)),
        (other.user["id"], str(UUID(int=1))),
    ]
    users = "{" + ",".join(user for user, _ in pairs) + "}"
    sessions = "{" + ",".join(session for _, session in pairs) + "}"
    connection = app.extensions["coach"].database.engine.raw_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select app_enter_all(%s::uuid[], %s::uuid[], 200);"
                " select app_users()::text[], current_setting('app.session_ids'),"
                " current_setting('lock_timeout'), (select array_agg(id::text) from users)",
                (users, sessions),
            )
            (entered, alive, patience, seen) = cursor.fetchone()
            cursor.execute("select app_users(), current_setting('lock_timeout')")
            afterwards = cursor.fetchone()
    finally:
        connection.close()
    assert entered == seen == [one.user["id"]]
    assert (alive, patience) == ("{" + sign_in(one) + "}", "200ms")
    assert afterwards == (None, "5s")


def test_an_error_keeps_its_kind():
    class Violated(psycopg2.IntegrityError):
        pgcode = "XX000"

    def send(*_):
        raise IntegrityError("statement", None, Violated())

    with pytest.raises(IntegrityError):
        GroupCommit(send).row_of(STATEMENT, new_id(), new_id(), {})
