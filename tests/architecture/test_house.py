import re
import subprocess
import sys
from pathlib import Path

from config.settings import GROUPS

ROOT = Path(__file__).parents[2]


def test_the_import_contracts_are_kept():
    program = Path(sys.executable).with_name("lint-imports")
    finished = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


def test_only_the_kernel_commits():
    found = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "backend").rglob("*.py")
        if re.search(r"\.commit\(\)", path.read_text())
    ]
    assert found == ["backend/core/db.py"]


def test_every_table_of_a_user_is_behind_row_level_security_even_for_its_owner(world):
    rows = world.sql(
        "select c.relname, c.relrowsecurity, c.relforcerowsecurity,"
        " exists (select 1 from pg_policy p where p.polrelid = c.oid)"
        " from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
        " and c.relname <> 'alembic_version'"
    )
    assert len(rows) >= 11
    open_tables = [name for name, *walls in rows if walls != [True, True, True]]
    assert open_tables == [], (
        "enable and force row level security and make a policy in the migration that makes the table,"
        " as migrations/versions/0029_conversation_threads.py does"
    )


def test_the_application_owns_nothing_and_bypasses_nothing(app):
    from sqlalchemy import text

    with app.extensions["coach"].database.reading() as session:
        role = session.execute(
            text(
                "select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
            )
        ).one()
        owned = session.execute(
            text(
                "select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)"
            )
        ).scalar()
    assert tuple(role) == ("coach_app", False, False)
    assert owned == 0


def test_a_forgotten_where_shows_nobody_elses_rows(world, app):
    from uuid import UUID

    from sqlalchemy import text

    from backend.core.db import acting_for

    mine, theirs = world.trader(), world.trader()
    mine.say("mine")
    theirs.say("theirs")
    database = app.extensions["coach"].database
    with database.reading(acting_for(UUID(mine.user["id"]))) as session:
        assert session.execute(
            text("select distinct content from messages where type = 'user'")
        ).all() == [("mine",)]
    with database.reading() as session:
        assert session.execute(text("select count(*) from messages")).scalar() == 0


def test_every_setting_is_documented_with_its_default_and_nothing_else_is():
    documented = set(re.findall(r"^#([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M))
    settings = {name.upper() for group in GROUPS for name in group.model_fields}
    assert sorted(documented ^ settings) == [], (
        "a setting is a field of a group in config/groups.py and, with its description above it, a line"
        " `#NAME=default` of .env.example"
    )
    assert all(field.description for group in GROUPS for field in group.model_fields.values())


def test_every_event_error_and_table_is_in_the_documents(app):
    from backend.core.db import Base
    from backend.transport.error_codes import refusals_of
    from backend.wiring.registry import EVENTS, OPERATIONS

    text = (ROOT / "docs" / "reference.md").read_text()
    codes = {refusal.code for operation in OPERATIONS for refusal in refusals_of(operation)}
    codes |= {refusal.code for event in EVENTS.incoming for refusal in event.raises}
    names = (
        codes
        | {event.name for event in EVENTS.incoming}
        | set(EVENTS.outgoing)
        | set(Base.metadata.tables)
    )
    missing = sorted(name for name in names if f"`{name}`" not in text)
    assert missing == [], "`make reference` writes docs/reference.md from the code"


def test_the_models_and_the_migrations_agree(app, owner):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    from backend.core.db import Base

    engine = create_engine(app.config["MIGRATION_DATABASE_URL"])
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert differences == [], (
        "what is listed stands in a room's models.py and in no migration, or the other way round; words are `sa.Text()`"
    )
