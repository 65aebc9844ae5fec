"""Log files that stay small while processes write to them, and keep the last crash whatever comes after it.

Processes hold a log open as the end of their standard error, where a crash writes too, so a file cannot be exchanged
under them. What is long is copied to `<name>.1` and then taken out of the beginning of the file, which on Linux is one
step of the file system: no byte that is written meanwhile is lost. `<name>.crash` is the end of the log as it was when
a process ended by itself.
"""

import ctypes
import mmap
import os
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

LARGEST_BYTES = 10_000_000
KEPT = 4  # older files besides the one that is written
LOOK_SECONDS = 1.0
CRASH_BYTES = 200_000  # faulthandler's dump of 100 threads is a third of it
COLLAPSE = 0x08  # FALLOC_FL_COLLAPSE_RANGE
PIECE = 1 << 20
# What a process writes when it ends by force: Python's faulthandler, gunicorn of its workers, PostgreSQL, Redis.
_CRASHES = (
    b"Fatal Python error",
    b"Current thread 0x",
    b"was sent SIG",
    b"exited with code",
    b"terminated by signal",
    b"PANIC:",
    b"BUG REPORT",
    b"crashed by signal",
)


class LogRotation:
    """Looks after the logs of a run.

    Args:
        logs: paths by name of what writes them; may grow.
        largest: bytes after which a log begins anew.
        kept: older files that are kept of each.
    """

    def __init__(
        self,
        logs: Mapping[str, Path],
        *,
        largest: int = LARGEST_BYTES,
        kept: int = KEPT,
    ) -> None:
        self._logs = logs
        self._largest = largest
        self._kept = kept
        self._one_at_a_time = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log rotation", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look once more, and end."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Turn over every log that has become too long."""
        for path in list(self._logs.values()):
            with suppress(OSError), self._one_at_a_time:  # a full disk: the next look may have room
                if path.exists() and path.stat().st_size > self._largest:
                    turn_over(path, self._kept)

    def keep_end(self, name: str) -> None:
        """What writes this log has ended by itself: keep its last words."""
        path = self._logs.get(name)
        if path is None:
            return
        with suppress(OSError), self._one_at_a_time:
            last_words = _end_of([_older(path, 1), path])
            _keep_crash(path, last_words)

    def _run(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            self.look()
        self.look()


def turn_over(path: Path, kept: int = KEPT) -> None:
    """Move what a log holds into `<name>.1`, and the older files one further; whoever writes goes on writing."""
    latest = _older(path, 1)
    with path.open("r+b") as log:
        status = os.fstat(log.fileno())
        blocks = (status.st_size - 1) // status.st_blksize
        whole = blocks * status.st_blksize
        half = path.with_name(path.name + ".half")
        descriptor = os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "r+b") as copy:
            _copy(log, copy, whole)
            _move_older(path, kept)
            half.replace(latest)
            if not _taken_out(log.fileno(), whole):
                # Other file systems: what comes between these two steps is lost.
                _copy(log, copy, sys.maxsize)
                log.truncate(0)
        with suppress(PermissionError):
            os.chown(latest, status.st_uid, status.st_gid)
    crash = _last_crash(latest)
    if crash:
        _keep_crash(path, crash)


def _move_older(path: Path, most: int) -> None:
    """Every older file becomes one older; the oldest is written over."""
    for number in range(most, 1, -1):
        with suppress(FileNotFoundError):
            _older(path, number - 1).replace(_older(path, number))


def _older(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def _copy(source: IO[bytes], target: IO[bytes], length: int) -> None:
    """So many bytes, or as many as there are by then."""
    while length > 0:
        piece = source.read(min(length, PIECE))
        if not piece:
            break
        target.write(piece)
        length -= len(piece)
    target.flush()


def _taken_out(descriptor: int, length: int) -> bool:
    """Take whole blocks out of the beginning of a file; false where the system or the file system cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    fallocate = getattr(library, "fallocate", None)
    if fallocate is None or length == 0:
        return False
    begin = ctypes.c_int64(0)
    span = ctypes.c_int64(length)
    return bool(fallocate(descriptor, COLLAPSE, begin, span) == 0)


def _last_crash(older: Path) -> bytes:
    """The surroundings of the last crash that this file tells of; empty where it tells of none."""
    if older.stat().st_size == 0:
        return b""
    with older.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        last = max(text.rfind(words) for words in _CRASHES)
        if last < 0:
            return b""
        begin = max(0, last - CRASH_BYTES // 2)
        return text[begin : last + CRASH_BYTES // 2]


def _end_of(files: Iterable[Path]) -> bytes:
    """The last bytes of files that follow each other."""
    end = b""
    for path in files:
        with suppress(FileNotFoundError), path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - CRASH_BYTES))
            end += file.read()
            end = end[-CRASH_BYTES:]
    return end


def _keep_crash(path: Path, words: bytes) -> None:
    copy = path.with_name(path.name + ".crash")
    half = path.with_name(path.name + ".crash.half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(words)
    half.replace(copy)
