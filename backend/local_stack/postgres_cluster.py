"""The folder of a private PostgreSQL: made whole or not at all."""

import os
import shutil
import subprocess
from pathlib import Path

from backend.local_stack.postgres_programs import HERE, ServerAccount
from backend.local_stack.server_failure import EmbeddedServerFailed

INITDB_OPTIONS = (
    "-U",
    "postgres",
    "--auth=trust",
    "--encoding=UTF8",
    # the same on every machine
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)


def inside(place: Path, folder: Path, account: ServerAccount) -> str:
    """A place as a process names it that was put into the folder: the account may not pass the folders above it."""
    if account and place == folder:
        return HERE
    return str(place)


def make_cluster(folder: Path, programs: Path, account: ServerAccount, *, fast: bool) -> None:
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
    command = [str(programs / "initdb"), "-D", inside(half, half, account), *INITDB_OPTIONS]
    if fast:
        command.append("--no-sync")
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
