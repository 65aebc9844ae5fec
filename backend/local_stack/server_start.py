"""What starting and ending the private servers has in common: a folder for the socket, waiting, force."""

import contextlib
import os
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import psutil

from backend.local_stack.postgres_programs import ServerAccount
from backend.local_stack.processes import find_servers
from backend.local_stack.server_failure import EmbeddedServerFailed

POSTGRES, REDIS = "postgres", "redis-server"  # names of the processes
READY_SECONDS = 120  # after a power cut the log must be read again first
LONGEST_SOCKET_PATH = 100  # Linux takes 107 bytes, macOS 103
SOCKET_NAMES = {POSTGRES: ".s.PGSQL.5432", REDIS: "redis.sock"}


def socket_folder(folder: Path, server: str, account: ServerAccount) -> Path:
    """The folder itself, or a short private one where the path is too long for a socket."""
    socket = folder / SOCKET_NAMES[server]
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        return folder
    owner = account.get("user", os.geteuid())
    digest = sha256(os.fsencode(folder)).hexdigest()
    parent = Path("/tmp")  # noqa: S108
    if not parent.is_dir():  # TMPDIR itself may be too long, so it comes second
        parent = Path(tempfile.gettempdir())
    short = parent / f"coach-{owner}-{digest[:12]}"
    with contextlib.suppress(FileExistsError):
        short.mkdir(mode=0o700)
        os.chown(short, owner, account.get("group", os.getegid()))
    status = short.lstat()
    is_folder = stat.S_ISDIR(status.st_mode)
    is_private = status.st_uid == owner and stat.S_IMODE(status.st_mode) == 0o700
    if not (is_folder and is_private):
        raise EmbeddedServerFailed(
            f"{short} must be a folder for user {owner} alone; remove it and try again."
        )
    return short


def wait_until_ready(process: subprocess.Popen[bytes], ask: Callable[[], bool], log: Path) -> None:
    """Wait for the first answer of a server that was started.

    Raises:
        EmbeddedServerFailed: it did not come up; the end of its log is in the message.
    """
    try:
        wait_until(ask, lambda: process.poll() is None)
    except EmbeddedServerFailed:
        process.kill()
        bury(process)
        words = log.read_text(errors="replace")
        raise EmbeddedServerFailed(
            f"The private server for {log.parent} did not start.\n{words[-800:]}"
        ) from None


def wait_until(ask: Callable[[], bool], lives: Callable[[], bool]) -> None:
    """Wait for an answer.

    Raises:
        EmbeddedServerFailed: it ended, or did not answer in time.
    """
    deadline = time.monotonic() + READY_SECONDS
    while not ask():
        if not lives() or time.monotonic() > deadline:
            raise EmbeddedServerFailed("It ended, or did not answer in time.")
        time.sleep(0.02)


def kill_all(name: str, folder: Path) -> None:
    """End every process of a server that works in this folder, by force."""
    while alive := find_servers(name, folder):
        for process in alive:
            with contextlib.suppress(psutil.Error):
                process.kill()
        time.sleep(0.01)


def bury(process: subprocess.Popen[bytes] | None) -> None:
    """Take note of its end, so that it is no zombie."""
    if process is not None:
        process.wait(READY_SECONDS)
