"""Probes of what the product writes to: the database, Redis and the disk. Each writes, and leaves nothing behind."""

import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import redis
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from backend.core.db import Database
from backend.core.health import Probe, Result

PROBE_BYTES = 4096
KEY_SECONDS = 60


def database_takes_a_write(make: Callable[[Engine], Database], url: str) -> Callable[[], None]:
    """Over a connection of its own: one that hangs takes none from traders."""
    database = make(_one_connection(url))

    def probe() -> None:
        with database.transaction() as session:
            if session.execute(text("show transaction_read_only")).scalar() == "on":
                raise OSError("the database is read-only")
            session.execute(text("select pg_logical_emit_message(true, 'coach.health', '')"))

    return probe


def migrations_are_through(make: Callable[[Engine], Database], url: str, folder: Path) -> Probe:
    """The database has the newest migration of this program, or else is `behind` (or ahead of it: just as wrong)."""
    database = make(_one_connection(url))

    @cache
    def newest() -> str | None:
        config = Config()
        config.set_main_option("script_location", str(folder))
        return ScriptDirectory.from_config(config).get_current_head()

    def probe() -> Result | None:
        with database.transaction() as session:
            revision = session.execute(text("select version_num from alembic_version")).scalar()
        if revision == newest():
            return None
        return Result("behind", None)

    return probe


def _one_connection(url: str) -> Engine:
    return create_engine(
        url,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"connect_timeout": 2},
    )


def redis_takes_a_write(client: redis.Redis) -> Callable[[], None]:
    """A full Redis, a copy and one that cannot save answer a ping, and refuse this."""
    key = f"health:{os.getpid()}"

    def probe() -> None:
        client.set(key, "here", ex=KEY_SECONDS)

    return probe


def folder_takes_a_write(folder: Path) -> Callable[[], None]:
    """A disk that is full or read-only refuses."""

    def probe() -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())

    return probe
