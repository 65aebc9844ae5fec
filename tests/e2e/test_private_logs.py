"""A day of every operation with a canary in every text, faults included: no log has any of them."""

import os
import re
import signal
import threading
import time
from contextlib import suppress
from uuid import uuid4

import psycopg2
import pytest
import requests

from backend.wiring.rooms import OPERATIONS
from tests.e2e.running import running_stack

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]
CANARY = "kanarien" + "vogel"
DATA = re.compile(r"/(postgres/(base|global|pg_\w+)/|redis/(appendonlydir/|.*\.(aof|rdb)$)|mail/|media/|secrets$|beat)")


def filled(schema: dict, whole: dict, depth: int = 0) -> object:
    """Something of this schema with the canary wherever a text may stand."""
    if "$ref" in schema:
        return filled(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, depth + 1) if depth < 8 else None
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return filled(schema[several][0], whole, depth + 1)
    if schema.get("enum"):
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if kind == "object":
        return {name: filled(one, whole, depth + 1) for name, one in schema.get("properties", {}).items()}
    if kind == "array":
        return [filled(schema.get("items", {}), whole, depth + 1)]
    if kind in ("integer", "number"):
        return 1
    return True if kind == "boolean" else f"{CANARY} {uuid4().hex[:6]}"


def everything_that_was_written(folder) -> dict[str, str]:
    files = {str(path): path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}
    return {name: path.read_bytes().decode(errors="replace") for name, path in files.items() if not DATA.search(name)}


class Client:
    def __init__(self, url: str) -> None:
        self.url = url
        self.headers: dict[str, str] = {}

    def ask(self, method: str, path: str, **more) -> requests.Response | None:
        with suppress(requests.RequestException):
            return requests.request(method, self.url + path, headers=self.headers, timeout=30, **more)
        return None

    def register(self, name: str) -> requests.Response | None:
        body = {"email": f"{name}@example.com", "username": name, "password": f"{CANARY} seven green candles"}
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
    time.sleep(1)
    os.kill(pid, signal.SIGKILL)
    busy.join()


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
        while (found := client.register(f"{CANARY}{uuid4().hex[:6]}")) is None or found.status_code != 201:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        with stack.without("postgres"):
            what_succeeds(client)
        with stack.without("redis"):
            what_succeeds(client)
        what_succeeds(client)
    texts = everything_that_was_written(tmp_path)
    assert any(name.endswith("/postgres/log") for name in texts)
    assert any(name.endswith("/web.log") for name in texts)
    assert "terminated by signal" in texts[str(tmp_path / "postgres" / "log")]
    leaks = {name: re.findall(rf".*(?:{CANARY}|\$argon2).*", text)[:3] for name, text in texts.items()}
    assert {name: lines for name, lines in leaks.items() if lines} == {}
    assert CANARY not in stack._say.getvalue()
