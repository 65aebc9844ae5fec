"""Our server, made ready for a load: as in production, with one web process and the limits of a trader raised."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.ground import ROOT, BenchmarkFailed, Ground, free_port, running, wait_until_ready

DATABASE = "coach"
PASSWORD = "seven quiet green candles"
SEVERAL = 20  # trades that are logged over REST, and then copied in the database
MANY = str(10**6)
RAISED = {
    "MESSAGES_PER_MINUTE": MANY,
    "SOCKET_EVENTS_PER_10_SECONDS": MANY,
    "REGISTRATIONS_PER_HOUR": MANY,
    "LOGINS_PER_15_MINUTES": MANY,
    "REQUESTS_PER_10_SECONDS": MANY,
    "HEAVY_READS_PER_10_SECONDS": MANY,
    "EVENTS_PER_10_SECONDS": MANY,
    "ADDRESS_REQUESTS_PER_10_SECONDS": MANY,
    "ADDRESS_EVENTS_PER_10_SECONDS": MANY,
    "STRANGER_REQUESTS_PER_10_SECONDS": MANY,
    "ACCESS_TOKEN_MINUTES": "120",
    "AI_BUDGET_FREE": MANY,
    "LOG_LEVEL": "WARNING",
}


@dataclass
class Product:
    """The product, by the name under which its figures stand."""

    ground: Ground
    sockets: int = 50
    name: str = "ours"

    dialect = "product"
    database = DATABASE
    by_event = False

    def prepare(self) -> None:
        """Its database, migrated."""
        self.ground.postgres.create_database(DATABASE)
        command = [sys.executable, "-m", "flask", "--app", "wsgi:app", "db", "upgrade"]
        done = subprocess.run(
            command, cwd=ROOT, env=self._whole_env(), capture_output=True, check=False
        )
        if done.returncode:
            raise BenchmarkFailed(
                f"the migration failed: {done.stderr.decode(errors='replace')[-2000:]}"
            )

    def empty(self) -> None:
        """Nobody and nothing: the chat load leaves more unanswered questions than a worker answers in an hour."""
        with self.ground.cursor(DATABASE) as cursor:
            cursor.execute("truncate users cascade")

    def env(self) -> dict[str, str]:
        """The settings that it runs with."""
        return {
            **RAISED,
            **self.ground.postgres.addresses(DATABASE),
            "REDIS_URL": self.ground.redis.url,
            "DATA_DIR": str(self.ground.folder / "data"),
            "WEB_PROCESSES": "1",
            "WEB_SOCKETS": str(2 * self.sockets),
        }

    def _whole_env(self) -> dict[str, str]:
        return os.environ | self.env()

    @property
    def log(self) -> Path:
        """What it prints."""
        return self.ground.folder / "product.log"

    @contextmanager
    def serving(
        self, *, pinned: bool = True, more_env: dict[str, str] | None = None
    ) -> Iterator[tuple[int, int]]:
        """gunicorn with one process, on the server's core; gives its port and its pid."""
        port = free_port()
        env = self.env() | {"PORT": str(port)} | (more_env or {})
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--no-control-socket",
            "-c",
            "config/gunicorn.py",
            "wsgi:app",
        ]
        core = self.ground.cores.server if pinned else None
        with running(command, env=env, log=self.log, core=core) as process:
            wait_until_ready(f"http://127.0.0.1:{port}/health/ready", process, self.log)
            yield port, process.pid

    @contextmanager
    def answering(self, *, threads: int, more_env: dict[str, str]) -> Iterator[tuple[int, int]]:
        """The same with a worker and the beat, all of them on any core."""
        celery = [sys.executable, "-m", "celery", "-A", "celery_worker"]
        worker = [
            "worker",
            "-c",
            str(threads),
            "-Q",
            "coach",
            "--without-gossip",
            "--without-mingle",
        ]
        beat = ["beat", "-s", str(self.ground.folder / "beat")]
        env = self.env() | more_env
        with ExitStack() as stack:
            for part in (
                [*worker, "--without-heartbeat", "-l", "WARNING"],
                [*beat, "-l", "WARNING"],
            ):
                stack.enter_context(running([*celery, *part], env=env, log=self.log))
            yield stack.enter_context(self.serving(pinned=False, more_env=more_env))

    def sessions(self, port: int, count: int) -> list[dict[str, str]]:
        """Registered users, signed in; each begins a conversation with its first message."""
        return [{"token": self._register(port)} for _ in range(count)]

    def trader(self, port: int, trades: int) -> str:
        """The token of a user with this many trades: some logged over REST, the others copies of those."""
        token = self._register(port)
        for number in range(SEVERAL):
            logged = _post(port, "/api/trading/trades", self.trade(number), token)
            if number % 2:
                closing = {"exit_price": "4600.50", "exit_time": logged["entry_time"]}
                _post(port, f"/api/trading/trades/{logged['id']}/close", closing, token)
        self._copy_trades(logged["id"], trades)
        return token

    def _copy_trades(self, example: str, wanted: int) -> None:
        shift = "- n * interval '17 minutes'"
        new = {
            "id": "gen_random_uuid()",
            "entry_time": f"entry_time {shift}",
            "exit_time": f"exit_time {shift}",
        }
        with self.ground.cursor(DATABASE) as cursor:
            cursor.execute(
                "select column_name from information_schema.columns where table_name = 'trades'"
            )
            names = [name for (name,) in cursor.fetchall()]
            cursor.execute(
                f"insert into trades ({', '.join(names)}) select {', '.join(new.get(name, name) for name in names)} "
                "from trades, generate_series(1, %s) as n "
                "where user_id = (select user_id from trades where id = %s)",
                (wanted // SEVERAL - 1, example),
            )
            cursor.execute("analyze trades")

    @staticmethod
    def _register(port: int) -> str:
        name = uuid4().hex[:16]
        account = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        return str(_post(port, "/api/auth/register", account)["access_token"])

    @staticmethod
    def trade(number: int) -> dict[str, Any]:
        """A trade as its clients send it."""
        return {
            "instrument": ("ES", "NQ", "CL", "GC")[number % 4],
            "direction": ("long", "short")[number % 2],
            "entry_price": f"{4500 + number}.25",
            "position_size": 1 + number % 3,
            "entry_time": f"2026-03-{1 + number % 28:02d}T14:30:00Z",
            "emotional_state": "disciplined",
            "pattern_tags": ["opening_range"],
            "notes": "Retest of the opening range, held the second time.",
        }


def _post(port: int, path: str, body: dict[str, Any], token: str | None = None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | (
        {"Authorization": f"Bearer {token}"} if token else {}
    )
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=json.dumps(body).encode(),
        headers=headers,
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return dict(json.loads(response.read()))
    except urllib.error.HTTPError as error:
        raise BenchmarkFailed(
            f"POST {path}: {error.code} {error.read().decode(errors='replace')[:500]}"
        ) from error
