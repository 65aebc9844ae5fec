"""Which installation of `make run` something belongs to, wherever its folder is moved and whatever is copied of it.

A folder has a random name of its own, written into it once, and the number that the file system gave it. The name
tells it from another folder that takes its place, the number from a copy of it. Processes bear both on their command
line, from their first moment on.
"""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

FILE = "identity"
MARK = "coach"


def name_installation(data_dir: Path) -> None:
    """Give a folder its name, once."""
    half = data_dir / f"{FILE}.half"
    if not _name_of(data_dir):
        half.write_text(secrets.token_hex(8))
        half.rename(data_dir / FILE)


def mark_of(data_dir: Path) -> str | None:
    """What processes of this folder are told by; null when it was never started."""
    with suppress(OSError):
        name = _name_of(data_dir)
        if name:
            number = data_dir.stat().st_ino
            return f"{MARK}={name}-{number}:{data_dir}"
    return None


def owner_of(mark: str) -> str:
    """The part of a mark that counts; the path behind it is for people. Empty where it is no mark."""
    owner, colon, _ = mark.partition(":")
    if colon and owner.startswith(f"{MARK}="):
        return owner
    return ""


def own_mark() -> str | None:
    """The mark of this process, or null when no supervisor started it."""
    option = sys._xoptions.get(MARK)
    if not isinstance(option, str):
        return None
    mark = f"{MARK}={option}"
    if owner_of(mark):
        return mark
    return None


def folder_of(mark: str) -> Path:
    """The folder that a mark names: where it was when the process began."""
    return Path(mark.partition(":")[2])


def marked(data_dir: Path) -> list[str]:
    """Arguments for Python that say to whom a process belongs; they change nothing else."""
    mark = mark_of(data_dir)
    assert mark is not None, "only a claimed folder starts anything"
    return ["-X", mark]


def _name_of(data_dir: Path) -> str:
    file = data_dir / FILE
    if not file.exists():
        return ""
    name = file.read_text().strip()
    if name.isalnum():
        return name
    return ""


def lock_file(data_dir: Path) -> Path:
    """The file whose lock means: this folder is in use."""
    return data_dir / "lock"


def open_lock(data_dir: Path, *, make: bool) -> int:
    """A descriptor of the lock, closed in programs that are started.

    Raises:
        OSError
    """
    flags = os.O_RDWR | os.O_CLOEXEC
    if make:
        flags |= os.O_CREAT
    return os.open(lock_file(data_dir), flags, 0o600)
