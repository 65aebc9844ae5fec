"""Real servers for every test: one PostgreSQL and one Redis for each test process, emptied between tests."""

import itertools
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg2
import pytest
import redis
from flask_migrate import upgrade

from backend.app import create_app
from backend.core.gc_tuning import collecting_nothing, leave_out_what_exists
from backend.local_stack.embedded_servers import (
    PostgresServer,
    RedisServer,
    start_postgres,
    start_redis,
)
from backend.local_stack.supervisor import Stack
from config import Settings, load_settings
from tests.declared_refusals import look_at_answers, undeclared
from tests.e2e.run import Installation, Run
from tests.e2e.running import free_port
from tests.e2e.sockets import close_windows
from tests.patience import WITH_PROCESSES
from tests.stand_ins.openai_server import OpenAIServer
from tests.world import World

_DATABASES = ("DATABASE_URL", "WORKER_DATABASE_URL", "MIGRATION_DATABASE_URL")
for _name in (*_DATABASES, "REDIS_URL", "OPENAI_API_KEY", "CLOUDINARY_URL"):
    os.environ[_name] = ""  # set and empty: also a developer's .env must not reach the tests
os.environ["LOG_LEVEL"] = "ERROR"

# The suite tries the same examples every time, so that a red run is the change's own; `make explore` tries new ones.
hypothesis.settings.register_profile("suite", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("explore", derandomize=False, database=None, deadline=None)
hypothesis.settings.load_profile("suite")
# All traders of the suite come from one address, as fast as they can.
UNLIMITED = {
    "REQUESTS_PER_10_SECONDS": "1000000",
    "HEAVY_READS_PER_10_SECONDS": "1000000",
    "EVENTS_PER_10_SECONDS": "1000000",
    "ADDRESS_REQUESTS_PER_10_SECONDS": "1000000",
    "ADDRESS_EVENTS_PER_10_SECONDS": "1000000",
    "STRANGER_REQUESTS_PER_10_SECONDS": "1000000",
}
# Files that take longest, which `make test` begins with: no process is left alone with one of them at the end.
LONGEST = (
    "tests/test_orphans.py",
    "tests/test_running.py",
    "tests/faults/test_faults.py",
    "tests/e2e/test_worker_deaths.py",
    "tests/contract/test_hostile.py",
    "tests/oracles/test_record_equals_model.py",
    "tests/texts/test_functions.py",
    "tests/contract/test_openapi.py",
    "tests/transport/web_server/test_slow_clients.py",
    "tests/contract/test_isolation.py",
    "tests/config/test_production.py",
    "tests/texts/test_patterns.py",
    "tests/features/record/rulebook/test_session_life.py",
    "tests/features/chat/archive/test_export.py",
)
_emptied = itertools.count(1)
EMPTYING = "set local statement_timeout = '2s'; delete from users"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Thousands of tests are made and stay: like a process of the product, look for garbage among what comes later."""
    with collecting_nothing():
        outcome = yield
    leave_out_what_exists()
    return outcome


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, each together; whoever starts the whole product may take long to."""
    items.sort(key=_place_of)
    for item in items:
        if item.get_closest_marker("processes") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(WITH_PROCESSES))


def _place_of(item: pytest.Item) -> int:
    file = item.nodeid.partition("::")[0]
    if file in LONGEST:
        return LONGEST.index(file)
    has_processes = item.get_closest_marker("processes") or item.get_closest_marker("browser")
    return len(LONGEST) + (0 if has_processes else 1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    server = start_postgres(tmp_path_factory.mktemp("pg") / "postgres", fast=True)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = start_redis(tmp_path_factory.mktemp("redis"), persist=False)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def settings(
    postgres: PostgresServer, redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    postgres.create_database("coach")
    given = {
        "ENVIRONMENT": "testing",
        **postgres.addresses("coach"),
        "REDIS_URL": redis_server.url,
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "REGISTRATIONS_PER_HOUR": "100000",
        "GATHER_SECONDS": "0.02",
        **UNLIMITED,
    }
    before = dict(os.environ)
    os.environ.update(given)
    loaded = load_settings()
    os.environ.clear()
    os.environ.update(before)  # processes that tests start must find servers of their own
    return loaded


@pytest.fixture(scope="session")
def app(settings: Settings):
    made = create_app(settings)
    with made.app_context():
        upgrade()
    return made


@pytest.fixture(scope="session")
def owner(app, settings: Settings) -> Iterator["psycopg2.extensions.connection"]:
    """The owner's own connection: sees everything, for emptying and for looking behind the curtain."""
    connection = psycopg2.connect(settings.store.migration_database_url.replace("+psycopg2", ""))
    connection.autocommit = True
    with connection.cursor() as cursor:
        # Sixty small tables are read sooner than helpers are started.
        cursor.execute("set max_parallel_workers_per_gather = 0; set jit = off")
    yield connection
    connection.close()


@pytest.fixture
def as_definer(owner):
    """Statements as the owner of the functions that look past the policies, for one user: rows of the last one."""

    def run(user_id: str, *statements: str) -> list[tuple]:
        with owner.cursor() as cursor:
            cursor.execute("begin; set local role coach_definer")
            try:
                cursor.execute("select set_config('app.user_ids', %s, true)", (f"{{{user_id}}}",))
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall()
            finally:
                cursor.execute("rollback")

    return run


@pytest.fixture(scope="session", autouse=True)
def answers_are_looked_at() -> None:
    look_at_answers()


@pytest.fixture(autouse=True)
def every_refusal_is_declared() -> Iterator[None]:
    """Whatever an operation was refused with while a test ran stands in its declaration."""
    undeclared()
    yield
    assert undeclared() == [], "name the refusal in `raises` of the operation"


@pytest.fixture(autouse=True)
def no_window_stays_open() -> Iterator[None]:
    yield
    close_windows()


@pytest.fixture(scope="session")
def redis_client(settings: Settings) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.store.redis_url) as client:
        yield client


@pytest.fixture
def world(app, settings: Settings, owner, redis_client: redis.Redis) -> Iterator[World]:
    made = World(app, settings, owner)
    yield made
    made.close()
    empty(owner)
    redis_client.flushall()


def empty(owner: "psycopg2.extensions.connection") -> None:
    """Leave no row of anybody. Few rows go faster by deletion, which cascades; many, and dead ones, by truncation.

    An application that a test made for itself may still do what it does soon after an answer, and be in the way once.
    """
    with owner.cursor() as cursor:
        ways = itertools.repeat("truncate users cascade", 3)
        for way in itertools.chain([EMPTYING] if next(_emptied) % 100 else [], ways):
            try:
                return cursor.execute(way)
            except (psycopg2.errors.QueryCanceled, psycopg2.errors.DeadlockDetected) as error:
                trouble = error
        raise trouble


@pytest.fixture
def provider() -> Iterator[OpenAIServer]:
    """A provider that speaks the OpenAI protocol over real HTTP."""
    server = OpenAIServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole product as `make run` starts it: web, worker and beat processes."""
    with (
        OpenAIServer() as provider,
        free_stack(tmp_path_factory.mktemp("stack"), provider) as running,
    ):
        yield running


def free_stack(folder: Path, provider: OpenAIServer | None = None, **env: str):
    """A stack on a port that is free, without limits that a test would meet."""
    from tests.e2e.running import running_stack

    return running_stack(folder, provider, **env)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Starts runs in one folder; whatever a failing test leaves is ended."""
    runs: list[Run] = []
    port = free_port()

    def start(**options: Any) -> Run:
        runs.append(Run(tmp_path, options.pop("port", port), **options))
        return runs[-1]

    yield start
    for run in runs:
        run.leave()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A folder in which the runs of a file's tests follow each other."""
    made = Installation(tmp_path_factory.mktemp("installation"), free_port())
    yield made
    made.leave()
