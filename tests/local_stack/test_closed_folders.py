"""The private servers open no folder: as root too they work below folders that are closed to everybody else."""

import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import psycopg2
import pytest

from backend.local_stack.embedded_servers import PostgresServer, start_postgres, start_redis
from backend.local_stack.postgres_programs import (
    HERE,
    postgres_account,
    postgres_programs,
    within_reach,
)
from backend.local_stack.server_failure import EmbeddedServerFailed

as_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root puts PostgreSQL under an account of its own"
)


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    """Ends what a test has started."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def closed(tmp_path) -> Path:
    """A folder below two that are open to their owner alone."""
    folder = tmp_path / "private" / "mine" / "data"
    for place in (folder.parent.parent, folder.parent, folder):
        place.mkdir(mode=0o700)
    return folder


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that every account can pass."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def modes(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Mode and owner of a folder and of all above it."""
    found = {place: place.stat() for place in (folder, *folder.parents)}
    return {
        str(place): (stat.S_IMODE(one.st_mode), one.st_uid, one.st_gid)
        for place, one in found.items()
    }


def ask(server: PostgresServer, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(host=str(server.socket_dir), user="postgres", dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_postgres_works_restarts_and_recovers_below_closed_folders_and_opens_none(closed, ending):
    before = modes(closed)
    server = start_postgres(closed / "postgres")
    ending.callback(server.stop)
    assert modes(closed) == before

    ask(server, "create table kept (word text)")
    ask(server, "insert into kept values ('stopped')")
    server.stop()
    server.restart()
    ask(server, "insert into kept values ('killed')")
    server.kill()
    server.restart()

    assert ask(server, "select word from kept order by word") == [("killed",), ("stopped",)]
    assert start_postgres(closed / "postgres").pid == server.pid, "found by whoever comes later"
    assert modes(closed) == before


def test_redis_below_closed_folders_opens_none_and_keeps_its_own_to_itself(closed, ending):
    before = modes(closed)
    server = start_redis(closed / "redis", persist=True)
    ending.callback(server.stop)

    assert server.is_alive()
    assert modes(closed) == before
    assert modes(server.folder)[str(server.folder)][0] == 0o700
    assert [
        path for path in server.folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077
    ] == [server.folder / "redis.log"]


@as_root
def test_a_cluster_of_a_start_that_named_its_folder_is_taken_over_while_it_runs_and_after(
    closed, passable, ending
):
    """Older versions opened the folders above and started it by its path."""
    account = postgres_account()
    older = start_postgres(passable / "postgres", fast=True)
    ending.callback(older.stop)
    older.stop()
    programs, settings = postgres_programs(account), ["-c", "listen_addresses=", "-c", "fsync=off"]
    with (older.folder / "log").open("ab") as log:
        running = subprocess.Popen(
            [programs / "postgres", "-D", older.folder, "-k", older.folder, *settings],
            cwd=older.folder,
            stderr=log,
            **account,
        )
    wait_until((older.folder / "postmaster.pid").exists)

    found = start_postgres(passable / "postgres")
    ending.callback(found.stop)
    assert found.process is None
    ask(found, "create table kept (word text)")
    found.kill()
    running.wait()
    found.restart()

    assert found.process is not None
    assert HERE in psutil.Process(found.pid).cmdline()
    assert ask(found, "select * from kept") == []


@as_root
def test_a_redis_folder_of_somebody_else_stays_as_it_is(tmp_path):
    theirs = tmp_path / "redis"
    theirs.mkdir(mode=0o755)
    os.chown(theirs, postgres_account()["user"], -1)
    before = modes(theirs)

    with pytest.raises(EmbeddedServerFailed, match="belongs to somebody else"):
        start_redis(theirs, persist=True)

    assert modes(theirs) == before


@pytest.fixture
def closed_programs(closed) -> Path:
    """The wheel as it is installed in an environment below a closed folder."""
    programs = postgres_programs({})
    site, package = programs.parents[2], programs.parents[1].name
    shutil.copytree(programs.parent, closed / programs.parent.relative_to(site))
    if (site / f"{package}.libs").exists():
        shutil.copytree(site / f"{package}.libs", closed / f"{package}.libs")
    return closed / programs.relative_to(site)


@as_root
def test_programs_out_of_reach_are_copied_once_and_work(closed, closed_programs, passable):
    account, before = postgres_account(), modes(closed_programs)

    found = within_reach(closed_programs, account, [passable / "missing", passable])
    assert found.is_relative_to(passable)
    made = found.stat().st_ino
    assert within_reach(closed_programs, account, [passable]) == found
    assert found.stat().st_ino == made
    assert len(list(passable.iterdir())) == 1, "nothing half made stays"

    cluster = closed / "cluster"
    cluster.mkdir(mode=0o700)
    os.chown(cluster, account["user"], account["group"])
    subprocess.run(
        [found / "initdb", "-D", HERE, "--no-sync"],
        cwd=cluster,
        capture_output=True,
        check=True,
        **account,
    )
    assert modes(closed_programs) == before


@as_root
def test_a_copy_that_others_may_write_or_that_is_not_whole_is_not_used(closed_programs, passable):
    account = postgres_account()
    first, second = passable / "first", passable / "second"
    first.mkdir()
    second.mkdir()
    copy = within_reach(closed_programs, account, [first])
    place = next(first.iterdir())

    place.chmod(0o777)
    assert within_reach(closed_programs, account, [first, second]).is_relative_to(second)
    place.chmod(0o755)
    assert within_reach(closed_programs, account, [first, second]) == copy
    (copy / "postgres").unlink()
    assert within_reach(closed_programs, account, [first, second]).is_relative_to(second)


@as_root
def test_programs_that_nothing_brings_within_reach_are_told_in_words(closed, closed_programs):
    with pytest.raises(EmbeddedServerFailed, match="can run PostgreSQL neither in"):
        within_reach(closed_programs, postgres_account(), [closed])


@as_root
def test_programs_within_reach_stay_where_they_are(passable):
    programs = postgres_programs({})
    copied = within_reach(programs, postgres_account(), [passable])

    assert copied == programs or copied.is_relative_to(passable)
