"""A command finds what `make run` has started in its DATA_DIR, or says in one line what to set."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from backend.adapters.database_logins import OWNER_SETTING
from backend.local_stack.data_dir import installation_secrets
from backend.local_stack.embedded_servers import start_postgres, start_redis
from backend.local_stack.running_installation import settings_of_running

ROOT = Path(__file__).parent.parent.parent
STORES = ("DATABASE_URL", "WORKER_DATABASE_URL", OWNER_SETTING, "REDIS_URL")


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    """Ends what a test has started."""
    with ExitStack() as stack:
        yield stack


def flask(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in STORES}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=env | {"DATA_DIR": str(data_dir), "ENVIRONMENT": "development"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_what_runs_is_found_with_its_keys_and_without_its_owner(tmp_path, ending):
    data_dir = tmp_path
    keys = installation_secrets(data_dir / "secrets")
    postgres = start_postgres(data_dir / "postgres", fast=True)
    ending.callback(postgres.stop)
    assert settings_of_running(data_dir) is None, "Redis does not run yet"
    redis = start_redis(data_dir / "redis", persist=False)
    ending.callback(redis.stop)

    settings = settings_of_running(data_dir)

    assert settings is not None
    assert settings.items() >= keys.items()
    assert settings["REDIS_URL"] == redis.url
    assert OWNER_SETTING not in settings
    login = make_url(settings["DATABASE_URL"])
    assert (login.username, login.database) == ("coach_app", "coach")
    assert login.query["host"] == str(postgres.socket_dir)
    assert make_url(settings["WORKER_DATABASE_URL"]).username == "coach_worker"

    postgres.stop()
    assert settings_of_running(data_dir) is None


@pytest.mark.parametrize("command", [("trades", "list", "--login", "me"), ("journal", "purge")])
def test_where_nothing_runs_one_line_says_what_to_set(tmp_path, command):
    answer = flask(tmp_path, *command)

    assert answer.returncode == 1
    (line,) = answer.stderr.splitlines()
    assert line.startswith(f"Error: DATABASE_URL is not set, and nothing runs in {tmp_path}.")
    assert "make run" in line
    assert not list(tmp_path.iterdir()), "looking changes nothing"
