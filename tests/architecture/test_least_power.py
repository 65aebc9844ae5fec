"""What the database's logins may do, asked of its catalogs: the next table or function that forgets fails here."""

from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import psycopg2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.app import worker_ports
from backend.core.db import Database, acting_for

ROOT = Path(__file__).parents[2]
LOGINS = ("coach_app", "coach_worker")
MINE = "set app.user_ids = '{%s}'"
ESCAPES = (
    "reset role",
    "reset session authorization",
    "set session authorization default",
    "set role none",
    "set role coach_app",
    "set role coach_worker",
    "set role coach_definer",
    "set role postgres",
    "set session authorization postgres",
    "set row_security = off",
    "reset all",
    "discard all",
    "set search_path = pg_temp, public",
)
REFUSED = (
    "create table mine (a int)",
    "create temporary table user_sessions (id uuid)",
    "create schema mine",
    "create function mine() returns int language sql return 1",
    "create role mine",
    "create extension dblink",
    "alter role coach_app superuser",
    "alter role coach_app bypassrls",
    "alter table users disable row level security",
    "alter function app_users() owner to coach_app",
    "drop policy own on messages",
    "grant coach_definer to coach_app",
    "copy messages to program 'cat'",
    "copy messages from '/etc/passwd'",
    "select lo_import('/etc/passwd')",
    "select lo_create(0)",
    "select lo_from_bytea(0, 'words')",
    "select pg_read_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select rolpassword from pg_authid",
    "select * from pg_shadow",
    "select query from pg_stat_activity",
    "select pg_reload_conf()",
    "select password_hash from users",
    "select * from users",
    "update users set tier = 'founder'",
    "update users set role = 'admin'",
    "update users set is_demo = true",
    "insert into users (id, email, username, password_hash, timezone, base_currency, preferences, tier, created_at,"
    " updated_at) values (gen_random_uuid(), 'a@b.c', 'abc', 'x', 'UTC', 'USD', '{}', 'founder', now(), now())",
    "delete from users",
    "truncate users cascade",
    "update trade_events set payload = '{}'",
    "delete from trade_events",
    "update plan_versions set plan_id = plan_id",
    "delete from security_events",
    "update alembic_version set version_num = '0001'",
    "set session_replication_role = replica",
    "alter system set log_statement = 'all'",
)
FOR_WORKERS_TOO_MUCH = (
    "select * from user_sessions",
    "select * from refresh_tokens",
    "select * from security_events",
    "delete from idempotency_keys",
    "update idempotency_keys set status = 200",
    "select find_credentials('demo', null)",
    "select find_token_owner('')",
    "select app_enter(gen_random_uuid(), gen_random_uuid())",
    "select app_enter_all(array[gen_random_uuid()], array[gen_random_uuid()], 200)",
    "select journal_owners()",
    "update trades set notes = 'other'",
    "insert into trade_events (id) values (gen_random_uuid())",
    "delete from journal_entries",
    "update accounts set name = 'other'",
    "update demo_years set step = 'other'",
    "insert into demo_years (user_id) values (gen_random_uuid())",
    "update users set email = 'other@example.com'",
    "update users set password_hash = 'x'",
)


@pytest.fixture(scope="module")
def worker(app, settings):
    database = worker_ports(settings).use(Database)
    yield database
    database.engine.dispose()


@pytest.fixture(params=LOGINS)
def database(request, app, worker) -> Database:
    return app.extensions["coach"].database if request.param == "coach_app" else worker


@contextmanager
def raw(database: Database):
    """A connection of the pool as the product uses it; closed for good afterwards."""
    connection = database.engine.raw_connection()
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.invalidate()
        connection.close()


@contextmanager
def fresh(database: Database):
    """The same of a connection that is made now, and not taken from the pool."""
    database.engine.dispose()
    with raw(database) as cursor:
        yield cursor


def test_logins_have_no_power_and_are_members_of_nothing(world):
    rows = world.sql(
        "select rolname, rolcanlogin, rolinherit or rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or"
        " rolreplication from pg_roles where starts_with(rolname, 'coach') order by 1"
    )
    assert [row[:2] for row in rows] == [
        ("coach_app", True),
        ("coach_definer", False),
        ("coach_worker", True),
    ]
    assert not any(row[2] for row in rows if row[0] in LOGINS)
    members = "select roleid::regrole::text from pg_auth_members where starts_with(member::regrole::text, 'coach')"
    assert world.sql(members) == []


def test_logins_own_nothing(world):
    owned = world.sql(
        "select c.relname from pg_class c where c.relowner::regrole::text = any (%s) union all"
        " select p.proname from pg_proc p where p.proowner::regrole::text = any (%s) union all"
        " select n.nspname from pg_namespace n where n.nspowner::regrole::text = any (%s) union all"
        " select d.datname from pg_database d where d.datdba::regrole::text = any (%s)",
        *[list(LOGINS)] * 4,
    )
    assert owned == []


def test_functions_that_look_past_the_policies_have_one_path_and_an_owner_without_a_login(world):
    rows = world.sql(
        "select proname, proconfig, proowner::regrole::text from pg_proc"
        " where pronamespace = 'public'::regnamespace and prosecdef"
    )
    assert len(rows) >= 7
    wrong = [row for row in rows if "search_path=pg_catalog, public, pg_temp" not in (row[1] or [])]
    assert wrong == []
    assert {row[2] for row in rows} == {"coach_definer"}


def test_nobody_in_general_may_do_anything(world):
    public = world.sql(
        "select p.proname from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " where p.pronamespace = 'public'::regnamespace and a.grantee = 0 union all"
        " select c.relname from pg_class c, aclexplode(c.relacl) a"
        " where c.relnamespace = 'public'::regnamespace and a.grantee = 0 union all"
        " select a.privilege_type from pg_namespace n, aclexplode(n.nspacl) a"
        " where n.nspname = 'public' and a.grantee = 0 and a.privilege_type <> 'USAGE' union all"
        " select a.privilege_type from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a"
        " where d.datname = current_database() and a.grantee = 0 and a.privilege_type <> 'CONNECT'"
    )
    assert public == []


def test_logins_have_rights_on_rows_and_on_nothing_else(world):
    rights = world.sql(
        "select c.relname, a.privilege_type from pg_class c, aclexplode(c.relacl) a"
        " where c.relnamespace = 'public'::regnamespace and a.grantee::regrole::text = any (%s)"
        " and (a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') or c.relname in"
        " ('users', 'alembic_version') or a.is_grantable)",
        list(LOGINS),
    )
    assert rights == [("alembic_version", "SELECT")]  # the web says whether migrations are through


def test_what_the_product_alone_writes_of_a_user_is_granted_to_no_login(world):
    granted = world.sql(
        "select t.attname, a.grantee::regrole::text, a.privilege_type from pg_attribute t, aclexplode(t.attacl) a"
        " where t.attrelid = 'users'::regclass and a.grantee::regrole::text = any (%s)",
        list(LOGINS),
    )
    assert {row for row in granted if row[0] in ("role", "tier") and row[2] != "SELECT"} == set()
    assert {row[1:] for row in granted if row[0] == "password_hash"} == {
        ("coach_app", "INSERT"),
        ("coach_app", "UPDATE"),
    }
    assert {row[0] for row in granted if row[1:] == ("coach_worker", "UPDATE")} == {"updated_at"}
    assert not {row for row in granted if row[0] in ("id", "created_at") and row[2] == "UPDATE"}


@pytest.mark.parametrize("escape", ESCAPES)
def test_no_way_out_of_the_role_shows_a_row_of_anybody_else(world, database, escape):
    mine, theirs = world.trader(), world.trader()
    mine.say("mine")
    theirs.say("theirs")
    with raw(database) as cursor:
        try:
            cursor.execute(escape)
        except psycopg2.Error:
            assert "set" in escape
        cursor.execute("select session_user, current_user")
        assert set(cursor.fetchone()) == {database._role}
        cursor.execute("reset app.user_ids")
        assert not _read(cursor, "select id from public.conversations")
        cursor.execute(MINE % mine.user["id"])
        assert _read(cursor, "select email from public.users") in ([(mine.user["email"],)], None)
        found = _read(cursor, "select content from public.messages where type = 'user'")
        assert found in ([("mine",)], None)


def _read(cursor, statement):
    """Rows, or null where PostgreSQL refuses to answer at all."""
    try:
        cursor.execute(statement)
    except psycopg2.errors.InsufficientPrivilege:
        return None
    return cursor.fetchall()


@pytest.mark.parametrize("statement", REFUSED)
def test_a_login_is_refused_what_no_request_needs(world, database, statement):
    trader = world.trader()
    with raw(database) as cursor:
        cursor.execute(MINE % trader.user["id"])
        with pytest.raises(
            (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.FeatureNotSupported)
        ):
            cursor.execute(statement)


@pytest.mark.parametrize("statement", FOR_WORKERS_TOO_MUCH)
def test_a_worker_is_refused_what_signing_in_needs(world, worker, statement):
    trader = world.trader()
    with raw(worker) as cursor:
        cursor.execute(MINE % trader.user["id"])
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(statement)


DEFAULTS = (
    ("row_security", "off", "on"),
    ("search_path", "pg_temp", "public, pg_temp"),
    ("statement_timeout", "0", "10s"),
    ("lock_timeout", "0", "5s"),
    ("plan_cache_mode", "force_custom_plan", "force_generic_plan"),
    ("idle_in_transaction_session_timeout", "0", "30s"),
    ("default_transaction_isolation", "serializable", "read committed"),
    ("default_transaction_read_only", "on", "off"),
    ("timezone", "Asia/Tokyo", "UTC"),
)


@pytest.mark.parametrize(("setting", "given", "counts"), DEFAULTS)
def test_a_default_that_a_login_gives_itself_changes_nothing_for_the_next_connection(
    world, database, setting, given, counts
):
    mine, theirs = world.trader(), world.trader()
    mine.say("mine")
    theirs.say("theirs")
    with raw(database) as cursor:
        cursor.execute(f"alter role current_user set {setting} = '{given}'")
        try:
            kept = "select exists (select from pg_db_role_setting where setrole = session_user::regrole"
            cursor.execute(f"{kept} and '{setting}={given}' ilike any (setconfig))")
            assert cursor.fetchone() == (True,), "it was given"
            with fresh(database) as following:
                following.execute("select current_setting(%s)", (setting,))
                assert following.fetchone() == (counts,)
                assert not _read(following, "select id from conversations")
                following.execute(MINE % mine.user["id"])
                assert _read(following, "select content from messages where type = 'user'") == [
                    ("mine",)
                ]
        finally:
            cursor.execute("set default_transaction_read_only = off")
            cursor.execute(f"alter role current_user reset {setting}")


def test_whose_rows_are_seen_is_no_default_that_a_login_can_give_itself(world, database):
    trader = world.trader()
    with raw(database) as cursor:
        cursor.execute(MINE % trader.user["id"])  # it has a value in this session
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(f"alter role current_user set app.user_ids = '{{{trader.user['id']}}}'")
        with fresh(database) as following:
            following.execute("select current_setting('app.user_ids', true)")
            assert following.fetchone() == (None,)


@pytest.mark.parametrize("setting", ["role", "session_authorization"])
@pytest.mark.parametrize("other", ["coach_definer", "postgres"])
def test_a_login_that_names_another_role_as_its_default_is_itself_all_the_same(
    world, database, setting, other
):
    with raw(database) as cursor:
        with suppress(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(f"alter role current_user set {setting} = '{other}'")
        try:
            with fresh(database) as following:
                following.execute("select session_user::text, current_user::text")
                assert following.fetchone() == (database._role, database._role)
        finally:
            cursor.execute(f"alter role current_user reset {setting}")


@pytest.mark.parametrize("other", ["postgres", "template1"])
@pytest.mark.parametrize("role", LOGINS)
def test_a_login_may_not_connect_to_the_databases_that_every_cluster_has(
    world, postgres, role, other
):
    with pytest.raises(psycopg2.OperationalError, match="does not have CONNECT privilege"):
        psycopg2.connect(host=str(postgres.socket_dir), user=role, dbname=other).close()


def test_the_cluster_of_compose_keeps_logins_out_of_the_same_databases():
    said = (ROOT / "config" / "postgres" / "least_power.sql").read_text()
    assert "revoke all on database postgres, template1 from public;" in said
    assert (
        "./config/postgres:/docker-entrypoint-initdb.d:ro"
        in (ROOT / "docker-compose.yml").read_text()
    )


def test_a_table_of_the_caller_is_never_read_by_a_function_that_looks_past_the_policies(
    world, app, owner
):
    """Even where somebody lets the web make temporary tables again."""
    trader = world.trader()
    with owner.cursor() as cursor:
        cursor.execute("grant temporary on database coach to coach_app")
    try:
        with raw(app.extensions["coach"].database) as cursor:
            cursor.execute(
                "create temporary table user_sessions as select gen_random_uuid() as id, %s::uuid as user_id,"
                " null::timestamptz as revoked_at, now() + interval '1 day' as expires_at",
                (trader.user["id"],),
            )
            cursor.execute("grant all on user_sessions to public")
            cursor.execute("select id from pg_temp.user_sessions")
            (forged,) = cursor.fetchone()
            with pytest.raises(psycopg2.Error, match="the sign-in is over"):
                cursor.execute("select app_enter(%s, %s)", (trader.user["id"], forged))
    finally:
        with owner.cursor() as cursor:
            cursor.execute("revoke temporary on database coach from coach_app")


def test_statements_of_others_are_not_seen(world, database):
    with raw(database) as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("select query from pg_stat_activity where query <> ''")


def test_a_user_is_made_as_the_least_of_users(world):
    trader = world.trader()
    assert (trader.user["role"], trader.user["tier"]) == ("user", "free")


def test_nothing_of_a_login_goes_on_for_ever(database):
    with raw(database) as cursor:
        for setting in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(
                "select current_setting(%s)::interval between '1 s' and '1 min'", (setting,)
            )
            assert cursor.fetchone() == (True,)


def test_the_web_cannot_raise_itself_by_the_product_either(world, app):
    trader = world.trader()
    database = app.extensions["coach"].database
    with (
        pytest.raises(DBAPIError),
        database.transaction(acting_for(UUID(trader.user["id"]))) as session,
    ):
        session.execute(text("update users set tier = 'founder'"))
    assert world.sql("select tier from users") == [("free",)]
