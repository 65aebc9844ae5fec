"""Cursors are taken back by the list and for the trader that they were given to, and by nobody else."""

import hashlib
from uuid import uuid4

import pytest
from itsdangerous import Signer

from backend.core.paging import CursorKey
from backend.features.record.trades.trade_list.schemas import TradeFilter
from backend.transport.cursors import Cursors
from backend.wiring.registry import EVENTS, OPERATIONS
from tests.contract.hostile import CURSORS, in_url

LISTS = [one for one in OPERATIONS if one.query is not None and "cursor" in one.query.model_fields]


def two_pages(trader):
    for number in range(3):
        trader.post("/api/conversations", {"title": f"Number {number}"})
    first = trader.get("/api/conversations?limit=2").json
    assert first["next_cursor"]
    return first


def test_a_cursor_of_ours_gives_the_next_page(world):
    trader = world.trader()
    first = two_pages(trader)
    second = trader.get(f"/api/conversations?limit=2&cursor={first['next_cursor']}").json
    assert len({one["id"] for one in first["items"] + second["items"]}) == 3
    assert second["next_cursor"] is None


def test_a_cursor_that_was_changed_or_made_up_or_is_somebody_elses_is_refused(world):
    mine, theirs = world.trader(), world.trader()
    given = two_pages(mine)["next_cursor"]
    plain = given.rpartition(".")[0]
    position = CursorKey.decode(plain)
    forged = CursorKey(position.moment, position.id).encode()
    changed = given[:-1] + ("A" if given[-1] != "A" else "B")
    for cursor in (plain, forged, changed, given + "x", "." + given, *CURSORS):
        refused = mine.get(f"/api/conversations?cursor={in_url(cursor)}")
        assert refused.status_code == 422, cursor
    for cursor in (plain, changed):
        assert mine.get(f"/api/conversations?cursor={cursor}").json["code"] == "paging.bad_cursor"
    assert theirs.get(f"/api/conversations?cursor={given}").json["code"] == "paging.bad_cursor"
    assert mine.get(f"/api/conversations?cursor={given}").status_code == 200


@pytest.mark.parametrize("operation", LISTS, ids=lambda one: one.name)
def test_a_cursor_of_another_list_is_refused_by_every_list(world, operation):
    trader = world.trader()
    given = two_pages(trader)["next_cursor"]
    answer = trader.get(
        operation.path
        + f"?cursor={given}"
        + ("&q=x" if "q" in operation.query.model_fields else "")
        + ("&reason=no_stop" if "reason" in operation.query.model_fields else "")
    )
    is_its_own = operation.name == "conversations_list_conversations"
    assert (answer.status_code, answer.json.get("code")) == (
        (200, None) if is_its_own else (422, "paging.bad_cursor")
    )


def test_every_filter_with_a_cursor_has_a_name_of_its_own():
    """By its name a cursor is bound to its list; REST and sockets share one."""
    filters = {one.query for one in LISTS} | {
        one.takes for one in EVENTS.incoming if "cursor" in one.takes.model_fields
    }
    assert len({one.__name__ for one in filters}) == len(filters) == len(LISTS)


def test_a_cursor_is_taken_in_the_letters_in_which_it_was_given_alone(world):
    trader = world.trader()
    for number in range(3):
        trader.post("/api/conversations", {"title": f"number {number}"})
    given = trader.get("/api/conversations?limit=1").json["next_cursor"]
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = {given[:-1] + letter for letter in last} | {
        given + "=",
        given + "==",
        given[:-3] + "é" + given[-3:],
    }

    answers = {
        cursor: trader.get("/api/conversations", query_string={"cursor": cursor})
        for cursor in others
    }

    assert [cursor for cursor, answer in answers.items() if answer.status_code == 200] == [given]
    assert {answer.status_code for answer in answers.values()} == {200, 422}


def test_cursors_are_signed_with_a_key_derived_for_their_list_and_trader():
    user_id = uuid4()
    signed = Cursors("secret").signed({"next_cursor": "place"}, TradeFilter(), user_id)

    salt = f"cursor/TradeFilter/{user_id}"
    expected = Signer("secret", salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
    assert signed["next_cursor"] == expected.sign("place").decode()
