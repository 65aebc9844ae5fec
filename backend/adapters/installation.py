"""What belongs to one installation of `make run`: its folder, claimed by one run at a time, its port and its keys."""

import fcntl
import os
import secrets
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from backend.adapters.processes import is_running

CLEARING_SECONDS = 45.0  # a guardian that clears up after a kill needs half of it at the most
SECRETS = ("SECRET_KEY", "JWT_SECRET_KEY", "DATA_KEYS")


class CannotStart(RuntimeError):
    """The product cannot start; the message is one line that says why and what to do."""


def refuse_taken_port(host: str, port: int) -> None:
    """Say in one line that a port is taken.

    Raises:
        CannotStart
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CannotStart(f"Port {port} needs more rights. Choose another one: make run PORT=5000") from None
        except OSError:
            raise CannotStart(f"Port {port} is taken. Choose another one: make run PORT={port + 1}") from None


def claim(data_dir: Path) -> int:
    """Take the folder for one run; the lock lives as long as the returned descriptor and its copies.

    Raises:
        CannotStart: it cannot be used, or another run uses it.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotStart(f"{data_dir} cannot be used ({error.strerror}). Choose another DATA_DIR.") from None
    deadline = time.monotonic() + CLEARING_SECONDS
    while not _locked(descriptor):
        holder = int(os.pread(descriptor, 20, 0) or b"0")
        if is_running(holder) or time.monotonic() > deadline:
            os.close(descriptor)
            raise CannotStart(f"{data_dir} is in use by process {holder}. Stop that, or choose another DATA_DIR.")
        time.sleep(0.05)  # its guardian is still clearing up
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor


def wait_for_clearing(data_dir: Path) -> None:
    """After a kill -9 the guardian still ends what was started here, the web server on its port among it."""
    try:
        descriptor = os.open(data_dir / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return  # never started here, or `claim` will say what is wrong
    deadline = time.monotonic() + CLEARING_SECONDS
    try:
        while not _locked(descriptor):
            if is_running(int(os.pread(descriptor, 20, 0) or b"0")) or time.monotonic() > deadline:
                return
            time.sleep(0.05)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def installation_secrets(file: Path, names: Iterable[str] = SECRETS) -> dict[str, str]:
    """Keys of this installation: made once, kept beside the data for the owner's eyes alone."""
    known = dict(line.split("=", 1) for line in (file.read_text() if file.exists() else "").splitlines() if "=" in line)
    missing = [name for name in names if not known.get(name)]
    if missing:
        known |= {name: secrets.token_urlsafe(48) for name in missing}
        half = file.with_name(file.name + ".half")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write("".join(f"{name}={value}\n" for name, value in known.items()))
            out.flush()
            os.fsync(out.fileno())
        half.rename(file)
    return known
