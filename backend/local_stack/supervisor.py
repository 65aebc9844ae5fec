"""Runs the whole product on one machine: private servers, web, worker and beat, and ends all of it together.

A guardian process in a session of its own holds the other end of a pipe. When this process is gone, however it went,
the pipe closes and the guardian ends everything that was started, in order.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from backend.adapters.database_logins import OWNER_SETTING, addresses, for_process
from backend.core.database_login import SETTING_OF
from backend.local_stack.data_dir import (
    CannotStart,
    claim,
    installation_secrets,
    is_installed,
    refuse_taken_port,
)
from backend.local_stack.embedded_servers import (
    PostgresServer,
    RedisServer,
    start_postgres,
    start_redis,
)
from backend.local_stack.installation_mark import marked
from backend.local_stack.log_rotation import LogRotation
from backend.local_stack.process_monitor import (
    GRACE_SECONDS,
    LOOK_SECONDS,
    ROOT,
    Child,
    Guardian,
    Keeper,
    MonitoredProcess,
)
from backend.local_stack.processes import end_everything
from backend.local_stack.server_failure import EmbeddedServerFailed

ANSWER_SECONDS = 90.0
DEMO_SIGN_IN = "DEMO_SIGN_IN"
TRUE = re.compile("(?i)1|true|yes|on|t|y")
DATABASES = {"web": "DATABASE_URL", "worker": "WORKER_DATABASE_URL", "beat": "WORKER_DATABASE_URL"}


class Stack:
    """The product on one machine.

    Args:
        data_dir: everything that must survive.
        port: of the web server.
        env: settings that override those of the environment.
        say: where lines for people go.
        fast: give up safety against power cuts, for tests.
        demo_history: write a year of a made-up trader into the demo account, once everything runs.
    """

    def __init__(
        self,
        data_dir: Path,
        port: int,
        *,
        env: Mapping[str, str] | None = None,
        say: TextIO = sys.stdout,
        fast: bool = False,
        demo_history: bool = False,
    ) -> None:
        self.data_dir = data_dir.resolve()
        self.port = port
        self._given = dict(os.environ) | dict(env or {})
        self._say = say
        self._fast = fast
        self._demo_history = demo_history
        self._historian: Child | None = None
        self.made_demo = False
        self._claim: int | None = None
        self._guardian: Guardian | None = None
        self._kept: dict[str, MonitoredProcess] = {}
        self._logs = {
            "postgres": self.data_dir / "postgres" / "log",
            "redis": self.data_dir / "redis" / "redis.log",
        }
        self._rotation = LogRotation(self._logs)
        self._keeper = Keeper(self._kept, self.tell, self._rotation.keep_end)
        self.end_wanted = threading.Event()
        self.postgres: PostgresServer | None = None
        self.redis: RedisServer | None = None
        self.children: dict[str, Child] = {}
        self.env: dict[str, str] = {}

    @property
    def host(self) -> str:
        """The address to reach it by."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._bound, self._bound)  # noqa: S104  compared, not bound

    @property
    def _bound(self) -> str:
        """The address that the web server binds."""
        return self._given.get("HOST") or "127.0.0.1"

    @property
    def url(self) -> str:
        """Where the product is found."""
        host = self.host
        if ":" in host:
            host = f"[{host}]"
        return f"http://{host}:{self.port}"

    @property
    def processes(self) -> Mapping[str, MonitoredProcess]:
        """What runs, by name: web, worker, beat, guardian, and redis and postgres where they are private."""
        return self._kept

    def start(self) -> None:
        """Start everything and wait until it answers.

        Raises:
            CannotStart: with one line that says why.
        """
        try:
            if is_installed(self.data_dir):
                self._take_over()  # before the port: what a dead run left behind may hold it
            refuse_taken_port(self._bound, self.port)
            self._start()
        except EmbeddedServerFailed as reason:
            self.stop()
            raise CannotStart(str(reason)) from reason
        except OSError as error:
            self.stop()
            raise CannotStart(
                f"{error.filename or self.data_dir} cannot be used ({error.strerror})."
            ) from error
        except BaseException:
            self.stop()
            raise

    def _take_over(self) -> None:
        """Claim the folder, and end what a run left behind whose guardian was killed too."""
        self._claim = claim(self.data_dir, self.url)
        end_everything(self.data_dir)

    def _start(self) -> None:
        if self._claim is None:
            self._take_over()
        assert self._claim is not None
        logs = self.data_dir / "logs"
        logs.mkdir(mode=0o700, exist_ok=True)
        self._logs |= {name: logs / f"{name}.log" for name in (*DATABASES, "demo")}
        self._rotation.start()
        self._guardian = self._kept["guardian"] = Guardian(self.data_dir, self._claim)
        self.env = self._settings()
        # Nobody else works on a private PostgreSQL: what a crash left half answered need not wait.
        preparation = ["-m", "flask", "--app", "wsgi", "prepare"]
        if self.postgres is not None:
            preparation.append("--alone")
        finished = self._run_once("preparation", preparation)
        self.tell(finished)
        self.made_demo = bool(finished)
        for name, command in self._commands().items():
            own = for_process(self.env, *self._databases_of(name))
            self.children[name] = child = Child(name, command, own, self._logs[name])
            child.start()
        self._kept.update(self.children)
        self._wait_until_it_answers(logs)
        self._keeper.start()
        if self._demo_history:
            self._write_history(logs / "demo.log")

    def _databases_of(self, name: str) -> tuple[str, ...]:
        """A worker that writes the demo's year does so by the web's login (ADR 55)."""
        if name == "worker" and TRUE.fullmatch(self.env.get(DEMO_SIGN_IN, "")):
            return tuple(dict.fromkeys(DATABASES.values()))
        return (DATABASES[name],)

    def _write_history(self, log: Path) -> None:
        """On the side: nobody waits for it, and a run that ends before goes on with it the next time."""
        command = [*self._python(), "-m", "flask", "--app", "wsgi", "demo", "seed"]
        self._historian = historian = Child(
            "demo history",
            command,
            for_process(self.env, *DATABASES.values()),
            log,
        )

        def until_written() -> None:
            assert historian.process is not None
            if historian.process.wait() == 0:
                self.tell("The demo account has a year of history.")
            elif not self.end_wanted.is_set():
                self.tell(f"The history of the demo account was not finished; see {log}.")

        self.tell(f"A year of history is being written into the demo account: {log}")
        historian.start()
        threading.Thread(target=until_written, name="demo history", daemon=True).start()

    def stop(self) -> None:
        """Stop everything: web, worker and beat first, then the servers."""
        self.end_wanted.set()
        self._keeper.stop()
        for child in self.children.values():
            child.ask_to_end()
        if self._historian is not None:
            self._historian.ask_to_end()
        deadline = time.monotonic() + GRACE_SECONDS
        if self._historian is not None:
            self._historian.stop(deadline)
        for child in self.children.values():
            child.stop(deadline)
        for server in (self.redis, self.postgres):
            if server is not None:
                server.stop()
        self._rotation.stop()
        self._dismiss_guardian()

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Kill one of `processes` and keep it down for the block; then bring it back."""
        self._keeper.held.add(name)
        try:
            self._kept[name].kill()
            yield
        finally:
            self._kept[name].restart()
            self._keeper.held.discard(name)

    def _settings(self) -> dict[str, str]:
        env = self._given | {
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }
        env.setdefault("ENVIRONMENT", "development")
        if env["ENVIRONMENT"] != "production":
            env.setdefault(DEMO_SIGN_IN, "1")
        for name, value in installation_secrets(self.data_dir / "secrets").items():
            env[name] = env.get(name) or value
        if not env.get("DATABASE_URL"):
            self.postgres = self._kept["postgres"] = start_postgres(
                self.data_dir / "postgres",
                fast=self._fast,
            )
            self.postgres.create_database("coach")
            env |= self.postgres.addresses("coach")
        elif not env.get(OWNER_SETTING):
            # An owner's address alone: the logins are made for this installation.
            passwords = installation_secrets(self.data_dir / "database_passwords", SETTING_OF)
            env |= addresses(env["DATABASE_URL"], passwords)
        if not env.get("REDIS_URL"):
            self.redis = self._kept["redis"] = start_redis(self.data_dir / "redis", persist=True)
            env["REDIS_URL"] = self.redis.url
        return env

    def _commands(self) -> dict[str, list[str]]:
        celery = [*self._python(), "-m", "celery", "-A", "celery_worker"]
        threads = self.env.get("WORKER_THREADS") or "16"
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"]
        return {
            "web": [
                *self._python(),
                "-m",
                "gunicorn",
                "--no-control-socket",
                "-c",
                "config/gunicorn.py",
                "wsgi:app",
            ],
            "worker": [
                *celery,
                "worker",
                "-c",
                threads,
                "-Q",
                "coach",
                "-n",
                f"coach-{self.port}@%h",
                *quiet,
            ],
            "beat": [
                *celery,
                "beat",
                "-s",
                str(self.data_dir / "beat"),
                "--pidfile",
                "",
                "-l",
                "INFO",
            ],
        }

    def _python(self) -> list[str]:
        return [sys.executable, *marked(self.data_dir)]

    def _run_once(self, purpose: str, arguments: list[str]) -> str:
        if self.end_wanted.is_set():
            raise CannotStart("Stopped before it had started.")
        finished = subprocess.run(
            [*self._python(), *arguments],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C reaches it through us, between two steps
        )
        if finished.returncode != 0:
            raise CannotStart(f"The {purpose} failed:\n{finished.stderr[-1500:]}")
        return finished.stdout.strip()

    def _wait_until_it_answers(self, logs: Path) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline and self.children["web"].is_alive():
            if self.end_wanted.is_set():
                raise CannotStart("Stopped before it had started.")
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready", timeout=2):  # noqa: S310  our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise CannotStart(f"The web server did not come up; its log is {logs / 'web.log'}.")

    def _dismiss_guardian(self) -> None:
        if self._guardian is not None:
            self._guardian.dismiss()
            self._guardian = None
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

    def tell(self, line: str) -> None:
        """Show people a line; where their terminal is gone, nobody."""
        if line:
            with suppress(OSError):
                self._say.write(line + "\n")
                self._say.flush()


def run(
    data_dir: Path,
    port: int,
    *,
    env: Mapping[str, str],
    with_parent: bool = False,
    demo_history: bool = False,
) -> int:
    """Run until Ctrl-C or a signal; the exit status for the shell.

    Args:
        data_dir: everything that must survive.
        port: of the web server.
        env: settings that override those of the environment.
        with_parent: end when the parent process, such as `make`, has ended.
        demo_history: write a year of a made-up trader into the demo account.
    """
    parent = os.getppid()
    stack = Stack(data_dir, port, env=env, demo_history=demo_history)
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, lambda *_: stack.end_wanted.set())
    try:
        stack.start()
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    stack.tell(f"\n  Elite Trading Coach is ready: {stack.url}\n  Data and logs: {stack.data_dir}")
    stack.tell("  Ctrl-C stops everything and loses nothing.\n")
    if stack.made_demo and not demo_history:
        stack.tell(
            "  To look around: press D at the sign-in, then load the demo year"
            " (or begin with it: make run DEMO_HISTORY=1).\n"
        )
    while not stack.end_wanted.wait(LOOK_SECONDS):
        if with_parent and os.getppid() != parent:
            break
    stack.tell("Stopping.")
    stack.stop()
    return 0
