"""Every operation and event, as another user, as nobody, and with a spent token: made from the declarations.

An operation or event that is added later is in here by itself. One that takes an id must be given a thing of that kind
in `others`, or the test that counts them fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from backend.core.clock import now_utc
from backend.core.errors import NotFound
from backend.core.ports import Ports
from backend.core.types import JsonObject
from backend.transport.contract import Call, Caller, SocketEvent
from backend.transport.event_runner import EventRunner
from backend.wiring.registry import EVENTS
from tests.conftest import empty
from tests.contract import hostile
from tests.contract.others import (
    MARK,
    NAMED,
    OF_EVERYBODYS_DAY,
    PRIVATE,
    ask,
    path_of,
    snapshot,
    things_of,
)
from tests.world import PASSWORD, Trader, World


def ids_in(event: SocketEvent) -> list[str]:
    """The fields of an event that name a thing and may not be left out."""
    schema = event.takes.model_json_schema()
    fields = schema.get("properties", {})
    return [name for name in schema.get("required", ()) if fields[name].get("format") == "uuid"]


NAMING_EVENTS = [event for event in EVENTS.incoming if ids_in(event)]


@dataclass(frozen=True)
class Two:
    """Two traders, one of whom has everything; no test changes anything of it."""

    world: World
    theirs: Trader
    mine: Trader
    ended: Trader  # the first one, by a sign-in that is over
    things: dict[str, str]


@pytest.fixture(scope="module")
def two(app, settings, owner) -> Iterator[Two]:
    world = World(app, settings, owner)
    theirs, mine = world.trader(), world.trader()
    things = things_of(theirs, world)
    body = {"login": theirs.user["email"], "password": PASSWORD}
    tokens = world.client.post("/api/auth/login", json=body).json
    ended = Trader(world.client, theirs.user, tokens["access_token"], tokens["refresh_token"])
    assert ended.post("/api/auth/logout").status_code < 300
    yield Two(world, theirs, mine, ended, things)
    world.close()
    empty(owner)


@pytest.mark.parametrize(
    "operation",
    [one for one in NAMED if one.name not in OF_EVERYBODYS_DAY],
    ids=lambda one: one.name,
)
def test_somebody_elses_thing_is_not_there(two, operation):
    path = path_of(operation, two.things)
    before = snapshot(two.world)

    answer = ask(two.mine, operation, path, two.things)

    assert answer.status_code == 404, answer.data
    assert MARK.encode() not in answer.data
    assert snapshot(two.world) == before
    if operation.method == "GET":
        found = ask(two.theirs, operation, path, two.things)
        assert found.status_code != 404, "the owner must reach it, or this proves nothing"


def send(two: Two, trader: Trader, event: SocketEvent) -> object:
    """What an event about their things answers to a trader, without a socket."""
    schema = event.takes.model_json_schema()
    ordinary = hostile.sample_of(schema, schema.get("$defs", {}))
    payload: JsonObject = ordinary | {name: two.things[name] for name in ids_in(event)}
    [(session_id,)] = two.world.sql(
        "select id from user_sessions where user_id = %s and revoked_at is null order by created_at"
        " limit 1",
        trader.user["id"],
    )
    ports: Ports = two.world.app.extensions["coach"].ports
    caller = Caller(UUID(trader.user["id"]), session_id, "127.0.0.1", socket_id="a-socket")
    return EventRunner(EVENTS, ports).run(event, Call(caller, now_utc(), ports), payload)


def test_every_kind_of_thing_that_an_event_names_is_there(two):
    kinds = {name for event in NAMING_EVENTS for name in ids_in(event)}
    missing = sorted(kinds - set(two.things))
    assert missing == [], "give each an example in `things_of` of tests/contract/others.py"
    assert len(NAMING_EVENTS) >= 10


@pytest.mark.parametrize("event", NAMING_EVENTS, ids=lambda event: event.name)
def test_an_event_about_somebody_elses_thing_finds_nothing(two, event):
    before = snapshot(two.world)

    with pytest.raises(NotFound) as refusal:
        send(two, two.mine, event)

    assert MARK not in str(refusal.value.detail)
    assert snapshot(two.world) == before
    if event.transaction == "read":
        send(two, two.theirs, event)  # the owner reaches it, or this proves nothing


@pytest.mark.parametrize(
    "operation", [one for one in PRIVATE if one.method == "GET"], ids=lambda one: one.name
)
def test_no_list_shows_anything_of_somebody_else(two, operation):
    path = path_of(operation, two.things)
    answer = two.mine.get(path)
    assert MARK.encode() not in answer.data
    assert all(
        thing.encode() not in answer.data.replace(path.encode(), b"")
        for thing in two.things.values()
        if len(thing) > len("EURUSD2026-11-19")
    )


@pytest.mark.parametrize("operation", PRIVATE, ids=lambda one: one.name)
def test_nobody_and_a_spent_token_get_nothing(two, operation):
    path = path_of(operation, two.things)
    before = snapshot(two.world)
    kinds: dict[str, Any] = {
        "none": {},
        "garbage": {"Authorization": "Bearer garbage"},
        "refresh token": {"Authorization": f"Bearer {two.theirs.refresh_token}"},
        "basic": {"Authorization": "Basic dHJhZGVyOnB3"},
    }
    for headers in kinds.values():
        assert (
            two.world.client.open(
                path, method=operation.method, headers=headers, json={}
            ).status_code
            == 401
        )
    ended = ask(two.ended, operation, path, two.things)
    assert (ended.status_code, ended.json["code"]) == (401, "auth.session_ended")
    assert snapshot(two.world) == before
