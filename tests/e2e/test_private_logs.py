"""A day of every operation with a canary in every text, faults included: no log has any of them."""

import itertools
import json
import os
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from uuid import uuid4

import psycopg2
import pytest
import requests
import websocket

from backend.wiring.registry import EVENTS, OPERATIONS
from tests.e2e.database_waits import all_wait, as_owner, sleeps, until
from tests.e2e.running import running_stack
from tests.e2e.sockets import Person
from tests.stand_ins.openai_server import OpenAIServer, answer_for

pytestmark = [pytest.mark.processes, pytest.mark.restarts, pytest.mark.timeout(400)]
CANARY = "kanarien" + "vogel"
FAILING = [
    "error_500",
    "error_in_200",
    "rate_limited",
    "html",
    "wrong_schema",
    "truncated",
    "reset",
    "refusal",
    "ok",
]
DATA = re.compile(
    r"/(postgres/(base|global|pg_\w+)/|redis/(appendonlydir/|.*\.(aof|rdb)$)|mail/|media/|secrets$|beat)"
)


def filled(
    schema: dict, whole: dict, depth: int = 0, *, ids: dict[str, str] | None = None
) -> object:
    """Something of this schema with the canary wherever a text may stand, but for ids that are given by name."""
    if "$ref" in schema:
        inner = whole["$defs"][schema["$ref"].rpartition("/")[2]]
        return filled(inner, whole, depth + 1, ids=ids) if depth < 8 else None
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return filled(schema[several][0], whole, depth + 1, ids=ids)
    if schema.get("enum"):
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if kind == "object":
        own = schema.get("properties", {}).items()
        return {
            name: (ids or {}).get(name) or filled(one, whole, depth + 1, ids=ids)
            for name, one in own
        }
    if kind == "array":
        return [filled(schema.get("items", {}), whole, depth + 1, ids=ids)]
    if kind in ("integer", "number"):
        return 1
    return True if kind == "boolean" else f"{CANARY} {uuid4().hex[:6]}"


def everything_that_was_written(folder) -> dict[str, str]:
    files = {
        str(path): path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    }
    return {
        name: path.read_bytes().decode(errors="replace")
        for name, path in files.items()
        if not DATA.search(name)
    }


class Client:
    def __init__(self, url: str) -> None:
        self.url = url
        self.headers: dict[str, str] = {}

    def ask(self, method: str, path: str, **more) -> requests.Response | None:
        with suppress(requests.RequestException):
            return requests.request(
                method, self.url + path, headers=self.headers, timeout=30, **more
            )
        return None

    def register(self, name: str) -> requests.Response | None:
        body = {
            "email": f"{name}@example.com",
            "username": name,
            "password": f"{CANARY} seven green candles",
        }
        made = self.ask("POST", "/api/auth/register", json=body)
        if made is not None and made.status_code == 201:
            self.headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
        return made


def every_operation(client: Client) -> int:
    for operation in OPERATIONS:
        path = re.sub(r"<[^>]+>", lambda _: str(uuid4()), operation.path)
        body = operation.body.model_json_schema() if operation.body is not None else None
        query = operation.query.model_json_schema() if operation.query is not None else None
        client.ask(
            operation.method,
            path,
            json=filled(body, body) if body else None,
            params=filled(query, query) if query else {"q": CANARY},
        )
    return len(OPERATIONS)


def what_succeeds(client: Client) -> None:
    words = f"{CANARY} long ES 4500 stop 4490"
    for path, body in (
        ("/api/messages", {"content": words}),
        ("/api/conversations", {"title": words}),
        ("/api/journal/entries", {"body": words}),
        ("/api/journal", {"body": words}),
    ):
        client.ask("POST", path, json=body)
    client.ask("GET", "/api/conversations/search", params={"q": CANARY})


def what_fails_in_the_database(stack) -> None:
    """As the product's own logins, statements that PostgreSQL refuses, ends, or dies under."""
    for setting in ("DATABASE_URL", "WORKER_DATABASE_URL", "MIGRATION_DATABASE_URL"):
        connection = psycopg2.connect(stack.env[setting].replace("+psycopg2", ""))
        connection.autocommit = True
        for statement in (
            f"select '{CANARY}'::uuid",
            f"select {CANARY}",
            f"set statement_timeout = '200ms'; select '{CANARY}', pg_sleep(9)",
            f"do $$ begin raise warning '{CANARY}'; end $$",
            f"insert into users (id, email, username, password_hash) values (gen_random_uuid(), '{CANARY}', 'x', 'y')",
        ):
            with connection.cursor() as cursor, suppress(psycopg2.Error):
                cursor.execute(statement)
        connection.close()


def dies_under_a_statement(stack) -> None:
    """PostgreSQL writes what a process that was killed was doing."""
    connection = psycopg2.connect(stack.env["DATABASE_URL"].replace("+psycopg2", ""))
    pid = connection.info.backend_pid

    def run() -> None:
        with connection.cursor() as cursor, suppress(psycopg2.Error):
            cursor.execute(f"select '{CANARY}', pg_sleep(60)")

    busy = threading.Thread(target=run)
    busy.start()
    with closing(as_owner(stack)) as owner:
        until(lambda: sleeps(owner, pid))
    os.kill(pid, signal.SIGKILL)
    busy.join()


def every_event(person: Person) -> int:
    """Each event of the sockets: with the canary for ids, too, and with ids that are there; what was heard of it."""
    window = person.window()
    sent = window.say(f"{CANARY} long ES 4500 stop 4490")
    window.answer_to(sent, seconds=60)
    window.close()
    ids = {
        "conversation_id": sent["message"]["conversation_id"],
        "message_id": sent["message"]["id"],
    }
    accepted = 0
    for event in EVENTS.incoming:
        schema = event.takes.model_json_schema()
        bodies = [filled(schema, schema), {CANARY: CANARY}, CANARY]
        bodies += [
            with_few(schema, kept, ids)
            for kept in ([], *([name] for name in schema.get("properties", {})))
        ]
        for start in range(0, len(bodies), 3):  # a socket is closed at the fifth that is malformed
            window = person.window()
            accepted += sum(
                bool(window.call(event.name, body)["ok"]) for body in bodies[start : start + 3]
            )
            window.close()
    return accepted


def with_few(schema: dict, kept: list[str], ids: dict[str, str]) -> dict:
    """What an event needs, and these fields besides: what is too much at once would be refused as a whole."""
    names = {*schema.get("required", []), *kept, *ids}
    whole = filled(schema, schema, ids=ids)
    assert isinstance(whole, dict)
    return {name: value for name, value in whole.items() if name in names}


def frames_that_are_none(person: Person) -> None:
    """Events that nobody knows, frames that cannot be read, tokens that are none."""
    unknown = f'42["{CANARY}",{{}}]', f'427["{CANARY}","{CANARY}"]'
    unreadable = f"42{CANARY}", f'42["ping",{{"{CANARY}"', CANARY
    tokens = (
        json.dumps({"token": person.token}),
        json.dumps({"token": CANARY}),
        CANARY,
        f"/{CANARY},",
    )
    for frame, token in itertools.product((*unknown, *unreadable), tokens):
        say_raw(person.url, f"40{token}", frame)


def say_raw(url: str, *frames: str) -> None:
    """Send frames as they are, each after something was heard, until the other side has enough."""
    address = url.replace("http", "ws") + f"/socket.io/?EIO=4&transport=websocket&q={CANARY}"
    socket = websocket.create_connection(address, timeout=2)
    with suppress(websocket.WebSocketException, OSError):
        for frame in frames:
            socket.recv()
            socket.send(frame)
        socket.recv()
    socket.close()
    socket.shutdown()


def providers_that_fail(person: Person, provider: OpenAIServer) -> int:
    """Errors and garbage of a provider that repeats what it was sent; how many answers came nevertheless."""
    provider.complaint = f"you sent {CANARY}"
    garbage = {CANARY: CANARY, "analysis": [CANARY], "reply": {CANARY: 1}, "verdict": CANARY}
    answers = 0
    for number, mode in enumerate(FAILING):
        provider.mode = mode
        provider.answer = (
            (lambda body: garbage)
            if mode == "ok"
            else (lambda body: {**answer_for(body), CANARY: CANARY})
        )
        for words in (
            "long ES 4500 stop 4490 target 4520",
            "please put some of it down somehow, would you",
        ):
            window = person.window()
            sent = window.say(f"{CANARY} {number} {words}")
            answers += window.answer_to(sent, seconds=60)["status"] == "done"
            window.close()
    provider.mode, provider.answer = "ok", answer_for
    return answers


def what_waits_for_a_lock(stack, client: Client) -> set[int]:
    """Requests whose statements PostgreSQL cancels: when they waited for too long, and when it is told to."""
    conversation = client.ask("POST", "/api/conversations", json={"title": CANARY}).json()["id"]
    registering = {
        "email": f"{CANARY}9@example.com",
        "username": f"{CANARY}9",
        "password": CANARY * 2,
    }
    requests_ = [
        (
            "POST",
            "/api/messages",
            {"content": f"{CANARY} long ES 4500", "conversation_id": conversation},
        ),
        ("PATCH", f"/api/conversations/{conversation}", {"title": f"{CANARY} anew"}),
        ("POST", "/api/trading/journal", {"body": CANARY, "kind": "daily", "day": "2026-11-19"}),
        ("POST", "/api/trading/coaching/memory", {"statement": CANARY}),
        ("POST", "/api/auth/register", registering),
    ]
    statuses: set[int] = set()
    for cancelled in (False, True):
        owner = as_owner(stack)
        with closing(owner), owner.cursor() as cursor, ThreadPoolExecutor(len(requests_)) as pool:
            cursor.execute(
                "lock table messages, conversations, journal_entries, coaching_memories, users"
            )
            asked = [
                pool.submit(client.ask, method, path, json=body) for method, path, body in requests_
            ]
            until(lambda owner=owner, asked=asked: all_wait(owner, asked))
            if cancelled:
                cursor.execute("select pg_cancel_backend(pid) from pg_locks where not granted")
            statuses |= {
                answer.status_code for one in asked if (answer := one.result()) is not None
            }
            owner.rollback()
    return statuses


def what_locks_itself(stack) -> list[str]:
    """Two statements that wait for each other, one that waits for too long, one that takes too long; their codes."""
    codes: list[str] = []
    for setting in ("DATABASE_URL", "WORKER_DATABASE_URL"):
        address = stack.env[setting].replace("+psycopg2", "")
        with ThreadPoolExecutor(2) as pool:
            gate = threading.Barrier(2)
            pair = [pool.submit(lock, address, [number, 1 - number], gate) for number in range(2)]
            codes += [code for one in pair if (code := one.result())]
        with closing(psycopg2.connect(address)) as holder, holder.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(7)")
            codes += [
                lock(address, [7], limit=limit) for limit in ("lock_timeout", "statement_timeout")
            ]
    return codes


def lock(
    address: str,
    numbers: list[int],
    gate: threading.Barrier | None = None,
    limit: str = "lock_timeout",
) -> str:
    """Lock one after the other, with the canary as words and as a parameter; PostgreSQL's code of a refusal."""
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute(f"set {limit} = {500 if gate is None else 30_000}")
        cursor.execute("prepare it as select pg_advisory_lock($1::int), $2::text")
        try:
            for place, number in enumerate(numbers):
                if gate is not None and place == 1:
                    gate.wait(20)
                cursor.execute(f"select '{CANARY}'; execute it(%s, %s)", (number, CANARY))
        except psycopg2.Error as error:
            return error.pgcode or ""
    return ""


def leaks_in(folder) -> dict[str, list[str]]:
    texts = everything_that_was_written(folder)
    assert any(name.endswith("/postgres/log") for name in texts)
    assert any(name.endswith("/web.log") for name in texts)
    assert any(name.endswith("/worker.log") for name in texts)
    leaks = {
        name: re.findall(rf".*(?:{CANARY}|\$argon2).*", text)[:3] for name, text in texts.items()
    }
    return {name: lines for name, lines in leaks.items() if lines}


@pytest.mark.parametrize("level", ["WARNING", "DEBUG"])
def test_sockets_failing_providers_and_cancelled_statements_leave_no_word_in_a_log(tmp_path, level):
    given = {
        "BREAKER_FAILURES": "1000",
        "OPENAI_ATTEMPTS": "1",
        "OPENAI_TIMEOUT_SECONDS": "2",
        "LOG_LEVEL": level,
    }
    with (
        OpenAIServer() as provider,
        running_stack(tmp_path, provider, ENVIRONMENT="development", **given) as stack,
    ):
        person, client = Person(stack.url), Client(stack.url)
        assert client.register(f"{CANARY}1").status_code == 201
        assert every_event(person) >= len(EVENTS.incoming) / 2
        frames_that_are_none(person)
        assert providers_that_fail(person, provider) == 2 * len(FAILING)
        assert 503 in what_waits_for_a_lock(stack, client)
        assert sorted(what_locks_itself(stack)) == 2 * ["40P01"] + 2 * ["55P03"] + 2 * ["57014"]
    assert leaks_in(tmp_path) == {}
    assert CANARY not in stack._say.getvalue()


def test_after_a_day_of_everything_no_log_has_what_anybody_wrote(tmp_path):
    with running_stack(tmp_path, ENVIRONMENT="development") as stack:
        client = Client(stack.url)
        assert client.register(f"{CANARY}1").status_code == 201
        assert client.register(f"{CANARY}1").status_code == 409
        assert every_operation(client) > 150
        what_succeeds(client)
        what_fails_in_the_database(stack)
        dies_under_a_statement(stack)
        deadline = time.monotonic() + 60
        while (
            found := client.register(f"{CANARY}{uuid4().hex[:6]}")
        ) is None or found.status_code != 201:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        with stack.without("postgres"):
            what_succeeds(client)
        with stack.without("redis"):
            what_succeeds(client)
        what_succeeds(client)
    assert "terminated by signal" in (tmp_path / "postgres" / "log").read_text(errors="replace")
    assert leaks_in(tmp_path) == {}
    assert CANARY not in stack._say.getvalue()
