"""What belongs to one installation of `make run`: its folder, claimed by one run at a time, its port and its keys."""

import errno
import fcntl
import json
import os
import secrets
import socket
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from backend.local_stack.installation_mark import lock_file, name_installation, open_lock
from backend.local_stack.processes import belonging, find_children

CLEARING_SECONDS = 45.0  # a guardian that clears up after a kill needs half of it at the most
LONGEST_HOLDER = 1000  # bytes of the lock that say who holds it
# A start that is told later by more than this is another process with the same number.
SAME_MOMENT_SECONDS = 1.0
SECRETS = ("SECRET_KEY", "JWT_SECRET_KEY", "DATA_KEYS")


class CannotStart(RuntimeError):
    """The product cannot start; the message is one line that says why and what to do."""


@dataclass(frozen=True)
class Holder:
    """Who wrote its name into a lock."""

    pid: int = 0
    started: float = 0.0
    url: str = ""

    def __str__(self) -> str:
        """For people."""
        if self.url:
            return f"process {self.pid} ({self.url})"
        return f"process {self.pid}"

    @property
    def lives(self) -> bool:
        """Whether it still runs; another process with its number is not it."""
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            apart = abs(process.create_time() - self.started)
            return apart < SAME_MOMENT_SECONDS
        except (psutil.Error, ValueError):
            return False


def is_installed(data_dir: Path) -> bool:
    """Whether this folder was started before."""
    return lock_file(data_dir).exists()


def refuse_taken_port(host: str, port: int) -> None:
    """Say in one line that a port is taken, and by whom as far as the system tells.

    Raises:
        CannotStart
    """
    family = socket.AF_INET
    if ":" in host:
        family = socket.AF_INET6
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CannotStart(
                f"Port {port} needs more rights. Choose another one: make run PORT=5000"
            ) from None
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise CannotStart(f"HOST {host} is no address of this machine.") from None
            raise CannotStart(
                f"Port {port} is taken{_taker(port)}. "
                f"Choose another one: make run PORT={_another(port)}"
            ) from None


def _another(port: int) -> int:
    if port < 65535:
        return port + 1
    return 5000


def _taker(port: int) -> str:
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status != psutil.CONN_LISTEN or connection.laddr[1:] != (port,):
                continue
            if connection.pid:
                return f" by {belonging(connection.pid)}"
    return ""


def claim(data_dir: Path, url: str = "") -> int:
    """Take the folder for one run; the lock lives as long as the returned descriptor and its copies.

    Args:
        data_dir: the folder; made where it does not exist.
        url: where the run will be found, for whoever comes second.

    Raises:
        CannotStart: it cannot be used, or another run uses it.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = open_lock(data_dir, make=True)
    except OSError as error:
        raise CannotStart(
            f"{data_dir} cannot be used ({error.strerror}). Choose another DATA_DIR."
        ) from None
    try:
        _take(descriptor, data_dir)
        _sign(descriptor, url)
        name_installation(data_dir)
    except OSError as error:
        os.close(descriptor)
        raise CannotStart(
            f"{data_dir} cannot be written ({error.strerror}). Choose another DATA_DIR."
        ) from None
    except CannotStart:
        os.close(descriptor)
        raise
    return descriptor


def _take(descriptor: int, data_dir: Path) -> None:
    deadline = time.monotonic() + CLEARING_SECONDS
    while not _locked(descriptor):
        holder = _holder(descriptor)
        if holder.lives or time.monotonic() > deadline:
            raise CannotStart(
                f"{data_dir} is in use by {holder}. Stop that, or choose another DATA_DIR."
            )
        _wake(data_dir)
        time.sleep(0.2)  # its guardian is still clearing up


def _wake(data_dir: Path) -> None:
    """Whoever was left behind, has the lock and was stopped goes on, and so clears up."""
    for process in find_children(data_dir):
        with suppress(psutil.Error):
            if process.status() == psutil.STATUS_STOPPED:
                process.resume()


def _sign(descriptor: int, url: str) -> None:
    holder = Holder(
        pid=os.getpid(),
        started=psutil.Process().create_time(),
        url=url,
    )
    document = json.dumps(asdict(holder))
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, document.encode(), 0)


def _holder(descriptor: int) -> Holder:
    try:
        return Holder(**json.loads(os.pread(descriptor, LONGEST_HOLDER, 0)))
    except (ValueError, TypeError):
        return Holder()  # it is signing just now, or an older version did


def _locked(descriptor: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def installation_secrets(file: Path, names: Iterable[str] = SECRETS) -> dict[str, str]:
    """Keys of this installation: made once, kept beside the data for the owner's eyes alone."""
    known = read_secrets(file)
    missing = [name for name in names if not known.get(name)]
    if missing:
        for name in missing:
            known[name] = secrets.token_urlsafe(48)
        _write_secrets(file, known)
    return known


def read_secrets(file: Path) -> dict[str, str]:
    """Keys that were made; none where nothing was ever started."""
    known: dict[str, str] = {}
    if not file.exists():
        return known
    for line in file.read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals:
            known[name] = value
    return known


def _write_secrets(file: Path, known: Mapping[str, str]) -> None:
    """Beside its place first: half a file is never used."""
    half = file.with_name(file.name + ".half")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        for name, value in known.items():
            out.write(f"{name}={value}\n")
        out.flush()
        os.fsync(out.fileno())
    half.rename(file)
