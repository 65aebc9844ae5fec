"""What tests do with the product: traders who register, ask through the front door, and a worker that answers."""

import functools
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from flask import Flask
from flask.testing import FlaskClient

from backend.app import answer_worker, worker_ports
from backend.core.clock import Clock, now_utc
from backend.core.db import Database
from backend.core.debounce import Gathering
from backend.features.accounts.auth import passwords
from backend.features.accounts.auth.service import UserAccounts
from backend.features.chat.live.answer_worker import AnswerWorker
from backend.features.notifications.delivery_worker import Courier
from backend.wiring.registry import TASKS
from config import Settings

_numbers = itertools.count(1)
PASSWORD = "seven quiet green candles"
_is_trader_of_a_world: ContextVar[bool] = ContextVar("trader of a world", default=False)
_hash_once = functools.cache(passwords.hash_password)


def hash_password(password: str) -> str:
    """As the product hashes it; all traders whom a world makes for its tests have one hash of their one password.

    Whoever registers in any other way has one of their own.
    """
    if _is_trader_of_a_world.get() and password == PASSWORD:
        return _hash_once(password)
    return passwords.hash_password(password)


@contextmanager
def _a_trader_of_this_world() -> Iterator[None]:
    token = _is_trader_of_a_world.set(True)
    try:
        yield
    finally:
        _is_trader_of_a_world.reset(token)


@dataclass
class Trader:
    """A signed-in user and the client that speaks for them."""

    client: FlaskClient
    user: dict[str, Any]
    access_token: str
    refresh_token: str
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, json: Any = None, **more: Any):
        headers = {"Authorization": f"Bearer {self.access_token}", **more.pop("headers", {})}
        return self.client.open(path, method=method, json=json, headers=headers, **more)

    def get(self, path: str, **more: Any):
        return self.ask("GET", path, **more)

    def post(self, path: str, json: Any = None, **more: Any):
        return self.ask("POST", path, json, **more)

    def patch(self, path: str, json: Any, **more: Any):
        return self.ask("PATCH", path, json, **more)

    def say(self, content: str, **more: Any) -> dict[str, Any]:
        """Send a message; what was sent and the pending answer."""
        response = self.post("/api/messages", {"content": content, **more})
        assert response.status_code == 201, response.json
        return response.json

    def log(self, conversation_id: str, **query: Any) -> dict[str, Any]:
        return self.get(f"/api/conversations/{conversation_id}/messages", query_string=query).json


class World:
    """One product with an empty record."""

    def __init__(self, app: Flask, settings: Settings, owner: Any) -> None:
        self.app = app
        self.settings = settings
        self._owner = owner
        self._desks: list[AnswerWorker] = []
        app.extensions["coach"].ports.use(UserAccounts).hash_password = hash_password

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def trader(self, **profile: Any) -> Trader:
        number = next(_numbers)
        body = {
            "email": f"trader{number}@example.com",
            "username": f"trader{number}",
            "password": PASSWORD,
        }
        with _a_trader_of_this_world():
            made = self.client.post("/api/auth/register", json=body)
        assert made.status_code == 201, made.json
        trader = Trader(
            self.client, made.json["user"], made.json["access_token"], made.json["refresh_token"]
        )
        if profile:
            assert trader.patch("/api/auth/me", profile).status_code == 200
        return trader

    def desk(self, **changes: Any) -> AnswerWorker:
        """A worker in this process; keyword arguments change settings of its engine or answers."""
        desk = answer_worker(self.with_settings(**changes) if changes else self.settings)
        self._desks.append(desk)
        return desk

    def beat(self, task: str, *, clock: Clock = now_utc) -> None:
        """Run one of the beat's tasks in this process, as the worker would: by its login."""
        ports = worker_ports(self.settings, clock=clock)
        handlers = {name: handler for tasks in TASKS for name, handler in tasks.handlers.items()}
        port = next(
            hint for name, hint in get_type_hints(handlers[task]).items() if name != "return"
        )
        handlers[task](ports.use(port))
        ports.use(Courier).wait(20)  # what it sends, it sends by threads of its own
        ports.use(Database).engine.dispose()

    def with_settings(self, **changes: Any) -> Settings:
        groups = {}
        for name in ("engine", "budget", "answers", "limits", "traffic", "notifications", "media"):
            group = getattr(self.settings, name)
            own = {key: value for key, value in changes.items() if key in type(group).model_fields}
            if own:
                groups[name] = type(group)(**{**group.model_dump(), **own})
        return self.settings.model_copy(update=groups)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """As the owner of the database: past every policy. A change waits until the product is done with its own."""
        if not statement.lstrip().lower().startswith("select"):
            self.settle()
        with self._owner.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def settle(self) -> None:
        """Wait for what the product does soon after an answer."""
        gathering = self.app.extensions["coach"].ports.use(Gathering)
        deadline = time.monotonic() + 20
        while not gathering.is_idle:
            assert time.monotonic() < deadline, "it goes on for ever"
            time.sleep(0.01)

    def close(self) -> None:
        self.settle()
        for desk in self._desks:
            desk._database.engine.dispose()
