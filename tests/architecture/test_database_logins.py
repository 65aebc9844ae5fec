"""Each process is given the address of its own login, and works with no other."""

import subprocess
import sys
from pathlib import Path
from uuid import UUID

import psycopg2
import pytest
from sqlalchemy import text

from backend.adapters.database_logins import addresses, for_process
from backend.app import create_app, worker_ports
from backend.core.database_login import WrongAddress, refuse_other_login
from backend.core.db import Database, WrongLogin, acting_for

ROOT = Path(__file__).parents[2]


def test_a_login_that_may_do_more_is_not_worked_with(world, app, settings, owner):
    """An address can name the right role while a DBA has given that too much."""
    database = worker_ports(settings).use(Database)
    with owner.cursor() as cursor:
        cursor.execute("alter role coach_worker createdb")
    try:
        with pytest.raises(WrongLogin), database.reading(acting_for(UUID(int=1))) as session:
            session.execute(text("select 1"))
    finally:
        with owner.cursor() as cursor:
            cursor.execute("alter role coach_worker nocreatedb")
    with database.reading(acting_for(UUID(int=1))) as session:
        assert session.execute(text("select session_user")).scalar() == "coach_worker"
    database.engine.dispose()


@pytest.mark.parametrize("field", ["database_url", "worker_database_url"])
def test_a_process_with_the_owners_address_does_not_start_and_says_what_to_set(settings, field):
    store = settings.store.model_copy(update={field: settings.store.migration_database_url})
    changed = settings.model_copy(update={"store": store})
    with pytest.raises(
        WrongAddress, match=rf"{field.upper()} signs in as 'postgres'.*MIGRATION_DATABASE_URL"
    ):
        create_app(changed) if field == "database_url" else worker_ports(changed)


@pytest.mark.parametrize(
    "url", ["", "postgresql+psycopg2://@/coach", "postgresql+psycopg2://coach_worker@/coach"]
)
def test_an_address_without_the_right_user_is_refused(url):
    with pytest.raises(WrongAddress):
        refuse_other_login(url, "coach_app")


def test_each_process_is_given_its_own_address_and_no_other():
    env = {
        "PATH": "/bin",
        **addresses("postgresql+psycopg2://owner:p%40ss@db:5432/coach", {"coach_app": "a b"}),
    }
    assert env["MIGRATION_DATABASE_URL"] == "postgresql+psycopg2://owner:p%40ss@db:5432/coach"
    assert env["DATABASE_URL"] == "postgresql+psycopg2://coach_app:a b@db:5432/coach"
    assert for_process(env, "DATABASE_URL") == {
        "PATH": "/bin",
        "DATABASE_URL": env["DATABASE_URL"],
        "WORKER_DATABASE_URL": "",
        "MIGRATION_DATABASE_URL": "",
    }


def test_passwords_are_set_by_the_migration_and_stand_in_no_log(postgres, settings, tmp_path):
    """As on somebody's server: three addresses, two of them of logins that the migration makes."""
    postgres.create_database("passwords")
    given = addresses(
        postgres.url("passwords"),
        {"coach_app": "canary-of-the-web", "coach_worker": "canary-of-work"},
    )
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    env = {
        **given,
        "REDIS_URL": settings.store.redis_url,
        "PATH": "/bin",
        "DATA_DIR": str(tmp_path),
    }
    finished = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    connection = psycopg2.connect(postgres.url("passwords").replace("+psycopg2", ""))
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolname, left(rolpassword, 13) from pg_authid where rolname = any (%s)",
            (["coach_app", "coach_worker"],),
        )
        assert sorted(cursor.fetchall()) == [
            ("coach_app", "SCRAM-SHA-256"),
            ("coach_worker", "SCRAM-SHA-256"),
        ]
        cursor.execute("select count(*) from pg_authid where rolpassword like '%%canary%%'")
        assert cursor.fetchone() == (0,)
    connection.close()
    assert "canary" not in (postgres.folder / "log").read_text(errors="replace")


def test_without_the_owners_address_a_migration_says_so(settings, postgres, tmp_path):
    given = postgres.addresses("coach") | {"MIGRATION_DATABASE_URL": ""}
    env = {
        **given,
        "REDIS_URL": settings.store.redis_url,
        "PATH": "/bin",
        "DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    finished = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert finished.returncode != 0
    assert "MIGRATION_DATABASE_URL is not set: migrations run as the owner" in finished.stderr
