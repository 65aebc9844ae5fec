"""Hostile values at every place of every operation: never a server error, and what is refused changes nothing.

Beside `test_openapi.py`, which stays within what schemas can say: here are the values of `hostile.py`, documents that
no generator of JSON makes, and what stands around a body. The places come from the declarations, so what is added later
is tried by itself. `HOSTILE_EXAMPLES` says how many for each operation.
"""

import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.adapters.access_tokens import ISSUER
from backend.core.clock import now_utc
from backend.transport.openapi import document
from backend.wiring.registry import OPERATIONS
from tests.conftest import empty
from tests.contract import hostile
from tests.contract.hostile import Spot
from tests.contract.others import BODIES, hashes_of, named, path_of, things_of
from tests.world import Trader, World

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "20"))
DOCUMENT = document(OPERATIONS, version="test")
COMPONENTS = DOCUMENT["components"]["schemas"]
TELLS_OF_REFUSALS = "security_events"  # a refused sign-in is written down there
ENDS = {
    "auth_logout",
    "auth_logout_everywhere",
    "auth_change_me",
}  # the next request has a new sign-in
EXPIRIES = [10**18, 10**30, -1, 0, 1e400, "x", None, [], {}, True, 2**63, 253402300800]


@dataclass(frozen=True)
class Attempt:
    """One hostile thing in an otherwise ordinary request."""

    kind: str
    at: Any
    value: Any


def attempts(operation) -> st.SearchStrategy[Attempt]:
    """Everything that can be tried at an operation, each kind as often as the others."""
    kinds = [
        st.builds(Attempt, st.just("header"), st.none(), st.sampled_from(hostile.HEADERS)),
        st.builds(Attempt, st.just("authorization"), st.none(), st.sampled_from(hostile.AUTHORIZATIONS)),
        st.builds(Attempt, st.just("token"), st.sampled_from(["exp", "iat", "nbf", "sub", "sid"]),
                  st.sampled_from(EXPIRIES)),
        st.builds(Attempt, st.just("method"), st.none(), st.sampled_from(hostile.METHODS)),
        st.builds(Attempt, st.just("query"), st.just("unknown"), words()),
        st.builds(Attempt, st.just("url"), st.none(), st.sampled_from(hostile.URL_PIECES)),
        st.builds(Attempt, st.just("content type"), st.none(), st.sampled_from(hostile.CONTENT_TYPES)),
        st.builds(Attempt, st.just("document"), st.none(), st.sampled_from(hostile.DOCUMENTS)),
        st.builds(Attempt, st.just("chunked"), st.none(), st.sampled_from([300_000, 9_000_000])),
    ]  # fmt: skip
    if operation.path_types:
        kinds += 2 * [
            st.builds(
                Attempt, st.just("path"), st.sampled_from(sorted(operation.path_types)), words()
            )
        ]
    if operation.query is not None:
        names = [one["name"] for one in described(operation)["parameters"] if one["in"] == "query"]
        kinds += 6 * [st.builds(Attempt, st.just("query"), st.sampled_from(names), words())]
    if operation.body is not None:
        spots = list(dict.fromkeys(hostile.spots_of(body_schema(operation), COMPONENTS)))
        kinds += 12 * [st.builds(Attempt, st.just("body"), st.sampled_from(spots), literals())]
    if operation.file_part is not None:
        bodies = hostile.multiparts(operation.file_part)
        kinds += 6 * [st.builds(Attempt, st.just("multipart"), st.none(), st.sampled_from(bodies))]
        kinds += 6 * [st.builds(Attempt, st.just("file"), st.none(), files())]
    return st.one_of(kinds)


def words() -> st.SearchStrategy[str]:
    return (
        st.sampled_from(hostile.WORDS)
        | st.text(max_size=50)
        | st.integers().map(str)
        | st.floats().map(repr)
    )


def literals() -> st.SearchStrategy[str]:
    texts = st.text(max_size=50) | st.integers() | st.floats() | st.datetimes().map(str)
    return st.sampled_from(hostile.LITERALS) | texts.map(json.dumps)


def files() -> st.SearchStrategy[bytes]:
    return st.sampled_from(hostile.DOCUMENTS) | st.sampled_from(hostile.LITERALS).map(imported)


def imported(literal: str) -> bytes:
    """A file of an import with a hostile value in a conversation."""
    head = '{"format":"elite-trading-coach.conversations","version":1,"conversations":'
    return (head + '[{"id":' + literal + ',"messages":[{"error":' + literal + "}]}]}").encode(
        "utf-8", "surrogatepass"
    )


def described(operation) -> dict[str, Any]:
    path = operation.path.replace("<", "{").replace(">", "}")
    return DOCUMENT["paths"][path][operation.method.lower()]


def required_query(operation) -> set[str]:
    fields = {} if operation.query is None else operation.query.model_fields
    return {name for name, one in fields.items() if one.is_required()}


def worst(operation) -> Iterator[Attempt]:
    """The values that broke something once, at every place that there is."""
    parameters = described(operation)["parameters"]
    for where in ("path", "query"):
        for one in parameters:
            if one["in"] == where:
                yield from (Attempt(where, one["name"], word) for word in hostile.WORST_WORDS)
    if operation.body is not None:
        for number, spot in enumerate(
            dict.fromkeys(hostile.spots_of(body_schema(operation), COMPONENTS))
        ):
            literals = hostile.WORST_LITERALS
            if len(spot.steps) > 1:  # deeper places take turns
                literals = literals[number % 5 :: 5]
            yield from (Attempt("body", spot, literal) for literal in literals)
    if operation.file_part is not None:
        yield from (Attempt("file", None, imported(literal)) for literal in hostile.WORST_LITERALS)


def body_schema(operation) -> dict[str, Any]:
    return described(operation)["requestBody"]["content"]["application/json"]["schema"]


def ordinary_body(operation, things: dict[str, str]) -> Any:
    """What is accepted where nothing is hostile: what the outsider's tests send, or what the schema asks for."""
    if operation.body is None:
        return {}
    return named(
        BODIES.get(operation.name) or hostile.sample_of(body_schema(operation), COMPONENTS), things
    )


class Target:
    """A trader who has one of everything, and a request that is ordinary but for one thing."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.trader = world.trader()
        self.things = things_of(self.trader, world)
        self.things["token"] = self.things["image_url"].rsplit("/", 1)[1]
        world.sql(f"prepare state as {hashes_of(world, without=TELLS_OF_REFUSALS)}")

    def forget(self) -> None:
        self.world.sql("deallocate state")

    def state(self) -> dict[str, str]:
        """The content of every table as a hash."""
        self.world.settle()
        return dict(self.world.sql("execute state"))

    def renew(self) -> None:
        trader = self.trader
        body = {"login": trader.user["email"], "password": "seven quiet green candles"}
        tokens = self.world.client.post("/api/auth/login", json=body).json
        self.trader = Trader(
            trader.client, trader.user, tokens["access_token"], tokens["refresh_token"]
        )

    def token(self, claim: str, value: Any) -> str:
        now = int(now_utc().timestamp())
        claims = {"sub": self.trader.user["id"], "iss": ISSUER, "aud": ISSUER, "iat": now, "exp": now + 600,
                  "type": "access", claim: value}  # fmt: skip
        secret = self.world.settings.secrets.jwt_secret_key.get_secret_value()
        try:
            return jwt.encode(claims, secret, "HS256")
        except (TypeError, ValueError):
            return "no.such.token"

    def ask(self, operation, attempt: Attempt):
        """Send it; what comes back."""
        path, method = path_of(operation, self.things), operation.method
        headers = {"Authorization": f"Bearer {self.trader.access_token}"}
        query, more = "", {}
        body = ordinary_body(operation, self.things)
        content: bytes | None = json.dumps(body).encode() if operation.body is not None else None
        content_type: str | None = "application/json" if operation.body is not None else None
        match attempt.kind:
            case "header":
                name, value = attempt.value
                headers[name] = value
            case "authorization":
                headers["Authorization"] = attempt.value
            case "token":
                headers["Authorization"] = f"Bearer {self.token(attempt.at, attempt.value)}"
            case "method":
                method = attempt.value
            case "query":
                query = f"{hostile.in_url(attempt.at)}={hostile.in_url(attempt.value)}"
                query += "".join(f"&{name}=x" for name in required_query(operation) - {attempt.at})
            case "url":
                query = f"q={attempt.value}&{attempt.value}=1&limit={attempt.value}"
            case "path":
                path = operation.path
                for name in operation.path_types:
                    word = (
                        hostile.in_url(attempt.value) if name == attempt.at else self.things[name]
                    )
                    path = path.replace(f"<{name}>", word or "%20")
            case "content type":
                content, content_type = content or b"{}", attempt.value
            case "document" | "multipart" | "file" | "body":
                content, content_type = self.content(operation, body, attempt)
            case "chunked":
                content, content_type = None, "application/json"
                more["input_stream"] = io.BytesIO(b'{"a":"' + b"x" * attempt.value + b'"}')
                more["environ_overrides"] = {
                    "wsgi.input_terminated": True,
                    "HTTP_TRANSFER_ENCODING": "chunked",
                }
        safe = {name: value.replace("\r", "").replace("\n", "") for name, value in headers.items()}
        return self.world.client.open(
            path,
            method=method,
            query_string=query,
            data=content,
            content_type=content_type,
            headers=safe,
            **more,
        )

    def content(self, operation, body: Any, attempt: Attempt) -> tuple[bytes, str]:
        form = "multipart/form-data; boundary=edge"
        if attempt.kind == "body":
            assert isinstance(attempt.at, Spot)
            text = hostile.with_value(body, attempt.at.steps, attempt.value)
            return text.encode("utf-8", "surrogatepass"), "application/json"
        if attempt.kind == "document" and operation.body is not None:
            return attempt.value, "application/json"
        if attempt.kind == "multipart":
            return attempt.value, form
        head = f'--edge\r\nContent-Disposition: form-data; name="{operation.file_part}"; filename="x.json"\r\n\r\n'
        return head.encode() + attempt.value + b"\r\n--edge--\r\n", form


@pytest.fixture(scope="module")
def target(app, settings, owner) -> Iterator[Target]:
    world = World(app, settings, owner)
    attacked = Target(world)
    yield attacked
    attacked.forget()
    world.close()
    empty(owner)


class Attack:
    """Attempts at one operation, one after the other; what each did to the tables."""

    def __init__(self, operation, target: Target, *, looks_every: int = 1) -> None:
        self._operation = operation
        self._target = target
        self._looks_every = looks_every
        self._refused = 0
        self._state = target.state()

    def attempt(self, attempt: Attempt) -> None:
        with self._target.ask(self._operation, attempt) as answer:
            status, told, method = answer.status_code, answer.data, answer.request.method
        assert status < 500, (status, told)
        if status >= 400 and method != "HEAD":
            problem = json.loads(told)
            assert problem["status"] == status
            assert problem["code"] != "input.value_refused", (
                "PostgreSQL refused what our own checks let through"
            )
        if status < 400:
            self._begin_again()
            return
        self._refused += 1
        if self._refused % self._looks_every == 0:
            self.look()

    def look(self) -> None:
        """What was refused since the last look has changed nothing."""
        after = self._target.state()
        changed = [name for name, content in after.items() if content != self._state[name]]
        self._state = after
        assert not changed

    def _begin_again(self) -> None:
        if self._operation.name in ENDS:
            self._target.renew()
        self._state = self._target.state()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_the_worst_values_at_every_place_break_and_change_nothing(operation, target):
    attack = Attack(operation, target, looks_every=10)
    failures = []
    for one in worst(operation):
        try:
            attack.attempt(one)
        except AssertionError as failure:
            failures.append((one.kind, str(one.at), one.value[:60], str(failure)[:300]))
    attack.look()
    assert failures == [], len(failures)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_nothing_hostile_makes_a_server_error_and_what_is_refused_changes_nothing(
    operation, target
):
    attack = Attack(operation, target)

    @given(attempt=attempts(operation))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def try_it(attempt):
        attack.attempt(attempt)

    try_it()


def test_every_operation_is_attacked_at_every_place_of_its_body():
    spots = [
        str(one) for one in hostile.spots_of({"$ref": "#/components/schemas/LogTrade"}, COMPONENTS)
    ]
    assert {
        "body entry_price",
        "body pattern_tags",
        "body pattern_tags.0",
        "body entry_time",
    } <= set(spots)
    assert all(
        list(hostile.spots_of(body_schema(one), COMPONENTS))
        for one in OPERATIONS
        if one.body is not None
    )
