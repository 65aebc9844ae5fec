"""A storm over the running product: processes and servers are killed at random while traders send and watch.

Everything random comes from one seed. What kills, sends and watches here knows nothing of how the product is built, but
for the names of its processes; what came of it is counted in the database.
"""

import random
import shutil
import signal
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from typing import Any

import psutil
import psycopg2

from backend.local_stack.supervisor import Stack
from tests.e2e.sockets import Person, Window, close_socket
from tests.patience import STORM_CALL

AWAY = (429, 500, 502, 503, 504)  # what a client answers by sending again
QUIET_SECONDS = 1.0  # between a watcher's looks, where nothing is heard


PATIENCE = (
    240  # seconds for one message, while what it needs is killed again and again on a busy machine
)


class Killer(threading.Thread):
    """Kills one thing after another: each kind once in random order, then at random."""

    def __init__(self, stack: Stack, chance: random.Random, *, pause: tuple[float, float]) -> None:
        super().__init__(name="killer")
        self._stack = stack
        self._chance = chance
        self._pause = pause
        self._ended = threading.Event()
        self.done: Counter[str] = Counter()
        self.kinds = {
            "worker": lambda: self._down("worker"),
            "web": lambda: self._down("web"),
            "beat": lambda: self._down("beat"),
            "redis": lambda: self._down("redis"),
            "redis, and all that it knew": self._redis_emptied,
            "postgres": lambda: self._down("postgres"),
            "one web worker": self._web_worker,
            "one backend of postgres": self._backend,
            "all connections of postgres": self._connections,
        }
        self.error: BaseException | None = None

    @property
    def has_killed_everything(self) -> bool:
        return set(self.done) == set(self.kinds)

    def run(self) -> None:
        waiting = list(self.kinds)
        self._chance.shuffle(waiting)
        try:
            while not self._ended.wait(self._chance.uniform(*self._pause)):
                name = waiting.pop() if waiting else self._chance.choice(list(self.kinds))
                if self.kinds[name]():
                    self.done[name] += 1
                else:
                    waiting.insert(0, name)  # there was nothing to kill at this moment
        except BaseException as error:
            self.error = error

    def stop(self) -> None:
        self._ended.set()
        self.join()
        if self.error is not None:
            raise self.error

    def _down(self, name: str) -> bool:
        with self._stack.without(name):
            time.sleep(self._chance.uniform(0, 0.4))
        return True

    def _redis_emptied(self) -> bool:
        redis = self._stack.redis
        assert redis is not None
        with self._stack.without("redis"):
            for left in redis.folder.glob("*.aof"):
                left.unlink()
            shutil.rmtree(redis.folder / "appendonlydir", ignore_errors=True)
        return True

    def _web_worker(self) -> bool:
        return self._kill_one_of(self._stack.children["web"].pid, "")

    def _backend(self) -> bool:
        """PostgreSQL then ends all of its connections and recovers."""
        return self._kill_one_of(self._stack.processes["postgres"].pid, "coach")

    def _kill_one_of(self, parent: int, named: str) -> bool:
        with suppress(psutil.NoSuchProcess):
            found = [
                one for one in psutil.Process(parent).children() if named in " ".join(one.cmdline())
            ]
            if found:
                self._chance.choice(found).send_signal(signal.SIGKILL)
                return True
        return False

    def _connections(self) -> bool:
        cut = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = 'coach'"
        with suppress(psycopg2.OperationalError):
            return bool(ask(self._stack, cut))
        return False


class Sender(threading.Thread):
    """A trader who sends until everything is acknowledged: again with the same id, at times without patience."""

    def __init__(
        self,
        person: Person,
        conversation_id: str,
        chance: random.Random,
        *,
        messages: int,
        words: str,
    ) -> None:
        super().__init__(name="sender")
        self.person = person
        self.conversation_id = conversation_id
        self.acknowledged: dict[str, str] = {}
        self.tries = 0
        self._chance = chance
        self._words = words
        self._messages = messages
        self._more = threading.Event()
        self._more.set()
        self._window: Window | None = None
        self.error: BaseException | None = None

    def finish(self) -> None:
        """Send no more than was asked for."""
        self._more.clear()
        self.join()
        if self.error is not None:
            raise self.error

    def run(self) -> None:
        number = 0
        try:
            while number < self._messages or self._more.is_set():
                number += 1
                self._send(uuid.uuid4().hex, f"m{number} {self._words}")
                if number >= self._messages:
                    time.sleep(0.1)  # only for company: the killer is not done yet
        except BaseException as error:
            self.error = error
        finally:
            self._hang_up()

    def _send(self, mine: str, content: str) -> None:
        payload = {
            "content": content,
            "client_message_id": mine,
            "conversation_id": self.conversation_id,
        }
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.tries += 1
            answer = self._tried(payload)
            if answer is not None and answer["ok"]:
                self.acknowledged[mine] = answer["message"]["id"]
                return
            assert answer is None or answer["error"]["status"] in AWAY, answer
            time.sleep(self._chance.uniform(0.05, 0.3))
        raise AssertionError("a message was never acknowledged")

    def _tried(self, payload: dict[str, Any]) -> dict[str, Any] | None:
        """One attempt; null where nobody knows whether it arrived."""
        try:
            if self._window is None or not self._window.client.connected:
                self._hang_up()
                self._window = Window(self.person.url, self.person.token)
            if (
                self._chance.random() < 0.1
            ):  # the line is cut between the sending and the acknowledgement
                self._window.client.emit("send_message", payload)
                close_socket(self._window.client)
                self._hang_up()
                return None
            return self._window.client.call("send_message", payload, timeout=STORM_CALL)
        except Exception:  # whatever the client library says of a server that died
            self._hang_up()
            return None

    def _hang_up(self) -> None:
        if self._window is not None:
            with suppress(Exception):
                self._window.close()
            self._window = None


class Watcher(threading.Thread):
    """Another window on the same conversation: applies what it hears in order, and asks where something is missing."""

    def __init__(self, person: Person, conversation_id: str) -> None:
        super().__init__(name="watcher")
        self._person = person
        self._conversation_id = conversation_id
        self._ended = threading.Event()
        self._window: Window | None = None
        self._read = 0
        self.rows: list[dict[str, Any]] = []
        self.connections = 0
        self.jumps = 0

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                self._look()
            except Exception:  # away: a fresh window, from where this one had come to
                self._hang_up()
                self._ended.wait(0.2)
        self._hang_up()

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def catch_up(self) -> None:
        """Ask once more for everything that is missing, on a fresh window."""
        deadline = time.monotonic() + 90  # as long as a sender goes on
        while True:
            try:
                self._window = self._person.window()
                self._resync()
                return
            except Exception:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            finally:
                self._hang_up()

    def _look(self) -> None:
        if self._window is None or not self._window.client.connected:
            self._hang_up()
            self._window, self._read = self._person.window(), 0
            self.connections += 1
            self._resync()
        for name, payload in self._window.heard[self._read :]:
            self._read += 1
            if name == "ai_response" or name == "message_saved":
                for message in (
                    (payload,) if name == "ai_response" else (payload["message"], payload["answer"])
                ):
                    self._apply(message)
        with self._window._changed:
            if len(self._window.heard) == self._read and not self._window._changed.wait(
                QUIET_SECONDS
            ):
                quiet = True
            else:
                quiet = False
        if quiet:
            self._resync()

    def _apply(self, message: dict[str, Any]) -> None:
        if message["conversation_id"] != self._conversation_id or message["seq"] is None:
            return
        if message["seq"] == len(self.rows) + 1:
            self.rows.append(message)
        elif message["seq"] > len(self.rows):
            self.jumps += 1
            self._resync()

    def _resync(self) -> None:
        assert self._window is not None
        while True:
            asked = {"conversation_id": self._conversation_id, "since_seq": len(self.rows)}
            found = self._window.client.call("resync", asked, timeout=STORM_CALL)
            if not found["ok"]:
                return
            for message in found["messages"]:
                assert message["seq"] == len(self.rows) + 1
                self.rows.append(message)
            if not found["more"]:
                return

    def _hang_up(self) -> None:
        if self._window is not None:
            with suppress(Exception):
                self._window.close()
            self._window = None


def ask(stack: Stack, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """The owner of the database asks, past every policy; a database that was killed last may still be recovering."""
    connection = _connected(
        stack.env["MIGRATION_DATABASE_URL"].replace("+psycopg2", ""), patience=60
    )
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
    finally:
        connection.close()


def _connected(address: str, *, patience: float) -> Any:
    deadline = time.monotonic() + patience
    while True:
        try:
            return psycopg2.connect(address, connect_timeout=5)
        except psycopg2.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def newcomer(stack: Stack) -> tuple[Person, str]:
    """A trader and the conversation that they began; again where a server has just come back."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        person = Person(stack.url)
        if "access_token" in person.tokens:
            begun = person.ask("POST", "/api/conversations", json={})
            if begun.status_code == 201:
                return person, begun.json()["id"]
        time.sleep(0.1)
    raise AssertionError("nobody could register")


def wait_until_answered(stack: Stack, seconds: float) -> None:
    """No answer is outstanding any more."""
    deadline = time.monotonic() + seconds
    while (
        left := ask(stack, "select count(*) from messages where status in ('pending', 'running')")[
            0
        ][0]
    ) > 0:
        assert time.monotonic() < deadline, f"{left} answers are still to come after {seconds} s"
        time.sleep(0.3)
