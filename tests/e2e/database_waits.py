"""What statements of the running product wait for, asked of PostgreSQL as its owner."""

import time
from collections.abc import Callable
from concurrent.futures import Future

import psycopg2

from tests.patience import CALLED


def as_owner(stack):
    return psycopg2.connect(stack.env["MIGRATION_DATABASE_URL"].replace("+psycopg2", ""))


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + CALLED
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def sleeps(owner, pid: int) -> bool:
    with owner.cursor() as cursor:
        cursor.execute("select wait_event from pg_stat_activity where pid = %s", (pid,))
        [(wait_event,)] = cursor.fetchall()
        owner.rollback()  # or the view would be that of the first look
    return wait_event == "PgSleep"


def all_wait(owner, asked: list[Future]) -> bool:
    """Whether each request that is not answered waits for a lock of the owner's transaction."""
    with owner.cursor() as cursor:
        cursor.execute("select count(distinct pid) from pg_locks where not granted")
        [(waiting,)] = cursor.fetchall()
    return waiting + sum(request.done() for request in asked) >= len(asked)
