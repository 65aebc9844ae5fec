"""Runs the whole product on one machine: private servers, web, worker and beat, and ends all of it together.

A guardian process in a session of its own holds the other end of a pipe. When this process is gone, however it went,
the pipe closes and the guardian ends everything that was started, in order.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from backend.adapters.embedded import PostgresServer, RedisServer, start_postgres, start_redis

ROOT = Path(__file__).parent.parent.parent
GRACE_SECONDS = 12
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0


class CannotStart(RuntimeError):
    """The product cannot start; the message is one line that says why and what to do."""


class Child:
    """One process of the product, in a group of its own, started again when it dies."""

    def __init__(self, name: str, command: list[str], env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._command = command
        self._env = dict(env)
        self._log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts = 0

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it; what it prints goes to its log."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def signal_group(self, how: int) -> None:
        """Tell the process and all its children."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, how)
            except (ProcessLookupError, PermissionError):
                return

    def stop(self) -> None:
        """End it in peace, or else by force."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE_SECONDS)
        self.signal_group(signal.SIGKILL)


class Stack:
    """The product on one machine.

    Args:
        data_dir: everything that must survive.
        port: of the web server on the loopback address.
        env: settings that override those made here.
        say: where lines for people go.
    """

    def __init__(
        self,
        data_dir: Path,
        port: int,
        *,
        env: Mapping[str, str] | None = None,
        say: TextIO = sys.stdout,
        fast: bool = False,
    ) -> None:
        self.data_dir = data_dir.resolve()
        self.port = port
        self._given = dict(os.environ) | dict(env or {})
        self._say = say
        self._fast = fast
        self._stopping = threading.Event()
        self._guardian: subprocess.Popen[bytes] | None = None
        self.postgres: PostgresServer | None = None
        self.redis: RedisServer | None = None
        self.children: dict[str, Child] = {}
        self.env: dict[str, str] = {}

    @property
    def url(self) -> str:
        """Where the product is found."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start everything and wait until it answers.

        Raises:
            CannotStart: with one line that says why.
        """
        refuse_taken_port(self.port)
        logs = self.data_dir / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        self._start_guardian()
        self.env = self._settings()
        self._run_once("migrations", ["-m", "flask", "--app", "wsgi", "db", "upgrade"])
        self._tell(self._run_once("demo account", ["-m", "flask", "--app", "wsgi", "seed-demo"]))
        for name, command in self._commands().items():
            child = Child(name, command, self.env, logs / f"{name}.log")
            child.start()
            self.children[name] = child
            self._guard(child.pid, "group")
        self._wait_until_it_answers(logs)
        threading.Thread(target=self._keep_alive, name="supervisor", daemon=True).start()

    def stop(self) -> None:
        """Stop everything: web, worker and beat first, then the servers."""
        self._stopping.set()
        for child in self.children.values():
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        for child in self.children.values():
            child.stop()
        for server in (self.redis, self.postgres):
            if server is not None:
                server.stop()
        if self._guardian is not None and self._guardian.stdin is not None:
            self._guardian.stdin.close()
            self._guardian.wait(GRACE_SECONDS)

    def _settings(self) -> dict[str, str]:
        env = self._given | {"DATA_DIR": str(self.data_dir), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        env.setdefault("ENVIRONMENT", "development")
        for name, value in _secrets(self.data_dir / "secrets").items():
            env.setdefault(name, value)
        if not env.get("DATABASE_URL"):
            self.postgres = start_postgres(self.data_dir / "postgres", fast=self._fast)
            self._guard(self.postgres.pid, "postgres")
            env["DATABASE_URL"] = self.postgres.create_database("coach")
        if not env.get("REDIS_URL"):
            self.redis = start_redis(self.data_dir / "redis", persist=True)
            self._guard(self.redis.pid, "redis")
            env["REDIS_URL"] = self.redis.url
        return env

    def _commands(self) -> dict[str, list[str]]:
        python = sys.executable
        celery = [python, "-m", "celery", "-A", "celery_worker"]
        processes = self.env.get("WORKER_PROCESSES", "4")
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"]
        return {
            "web": [python, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"],
            "worker": [*celery, "worker", "-c", processes, "-Q", "coach", "-n", f"coach-{self.port}@%h", *quiet],
            "beat": [*celery, "beat", "-s", str(self.data_dir / "beat"), "--pidfile", "", "-l", "INFO"],
        }

    def _run_once(self, what: str, arguments: list[str]) -> str:
        finished = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        if finished.returncode != 0:
            self.stop()
            raise CannotStart(f"The {what} failed:\n{finished.stderr[-1500:]}")
        return finished.stdout.strip()

    def _wait_until_it_answers(self, logs: Path) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready", timeout=2):  # noqa: S310  our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise CannotStart(f"The web server did not answer within a minute; its log is {logs / 'web.log'}.")

    def _keep_alive(self) -> None:
        """Start again what died, with growing pauses."""
        pauses: dict[str, float] = {}
        while not self._stopping.wait(0.5):
            for name, child in self.children.items():
                if child.process is not None and child.process.poll() is not None and not self._stopping.is_set():
                    pause = pauses[name] = min(pauses.get(name, FIRST_PAUSE_SECONDS / 2) * 2, LONGEST_PAUSE_SECONDS)
                    self._tell(f"The {name} ended with {child.process.returncode}; starting it again.")
                    child.signal_group(signal.SIGKILL)
                    if self._stopping.wait(pause):
                        return
                    child.start()
                    child.restarts += 1
                    self._guard(child.pid, "group")

    def _start_guardian(self) -> None:
        self._guardian = subprocess.Popen(
            [sys.executable, "-m", "backend.adapters.guardian"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def _guard(self, pid: int, kind: str) -> None:
        assert self._guardian is not None
        assert self._guardian.stdin is not None
        self._guardian.stdin.write(f"{kind} {pid}\n".encode())
        self._guardian.stdin.flush()

    def _tell(self, line: str) -> None:
        if line:
            self._say.write(line + "\n")
            self._say.flush()


def refuse_taken_port(port: int) -> None:
    """Say in one line that a port is taken.

    Raises:
        CannotStart
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(f"Port {port} is taken. Choose another one: make run PORT={port + 1}") from None


def _secrets(file: Path) -> dict[str, str]:
    """Keys of this installation: made once, kept beside the data."""
    if not file.exists():
        lines = [f"{name}={secrets.token_urlsafe(48)}" for name in ("SECRET_KEY", "JWT_SECRET_KEY")]
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write("\n".join(lines) + "\n")
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def run(data_dir: Path, port: int) -> int:
    """Run until Ctrl-C or a signal; the exit status for the shell."""
    stack = Stack(data_dir, port)
    ended = threading.Event()
    stop: Callable[..., None] = lambda *_: ended.set()  # noqa: E731  a handler of one word
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(how, stop)
    try:
        stack.start()
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write(f"\n  Elite Trading Coach is ready: {stack.url}\n  Data and logs: {stack.data_dir}\n")
    sys.stdout.write("  Ctrl-C stops everything and loses nothing.\n\n")
    sys.stdout.flush()
    ended.wait()
    sys.stdout.write("Stopping.\n")
    stack.stop()
    return 0
