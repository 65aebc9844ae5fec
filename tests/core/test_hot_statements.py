"""`Database.at_once`: a transaction in one round trip, with everything that a transaction promises."""

from contextlib import suppress
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend.core.db import NOBODY, DatabaseAway, HotStatement, acting_for, within
from backend.core.ids import new_id

BEGIN = HotStatement(
    "test_begin",
    "insert into conversations (id, user_id, title, mode, archived, pinned, head, created_at, updated_at) "
    "select id, $1::uuid, 't', 'analysis', false, false, 0, now(), now() from unnest($2::uuid[]) as id returning id",
)
SEE = HotStatement("test_see", "select id from conversations")


@pytest.fixture
def database(app):
    return app.extensions["coach"].database


def ids(count: int) -> list[str]:
    return [str(new_id()) for _ in range(count)]


def array(many: list[str]) -> str:
    return "{" + ",".join(many) + "}"


def test_what_it_stored_is_committed_and_only_its_users_see_it(world, database):
    mine, theirs = (UUID(world.trader().user["id"]) for _ in range(2))
    made = ids(2)

    stored = database.at_once(acting_for(mine), BEGIN, (mine, array(made)))

    assert {str(row[0]) for row in stored} == set(made)
    assert {str(row[0]) for row in database.at_once(acting_for(mine), SEE, ())} == set(made)
    assert database.at_once(acting_for(theirs), SEE, ()) == []
    assert database.at_once(NOBODY, SEE, ()) == []


def test_it_cannot_write_for_somebody_else(world, database):
    mine, theirs = (UUID(world.trader().user["id"]) for _ in range(2))

    with pytest.raises(DBAPIError, match="row-level security"):
        database.at_once(acting_for(mine), BEGIN, (theirs, array(ids(1))))

    assert database.at_once(acting_for(theirs), SEE, ()) == []


def test_when_one_row_is_refused_nothing_is_kept_and_the_connection_serves_on(world, database):
    mine = UUID(world.trader().user["id"])
    twice = ids(1) * 2

    for _ in range(3):
        with pytest.raises(IntegrityError):
            database.at_once(acting_for(mine), BEGIN, (mine, array(twice)))

    assert database.at_once(acting_for(mine), SEE, ()) == []
    assert len(database.at_once(acting_for(mine), BEGIN, (mine, array(ids(1))))) == 1


def test_each_connection_plans_it_once_and_a_new_one_again(world, database):
    mine = UUID(world.trader().user["id"])
    for _ in range(3):
        database.at_once(acting_for(mine), SEE, ())
    database.engine.dispose()

    assert database.at_once(acting_for(mine), SEE, ()) == []


def test_a_connection_that_the_database_ended_is_told_or_replaced_and_then_it_serves_on(
    world, database, owner
):
    mine = UUID(world.trader().user["id"])
    who = HotStatement("test_who", "select pg_backend_pid()")
    [[serving]] = database.at_once(acting_for(mine), who, ())
    with owner.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", (serving,))

    with suppress(DatabaseAway):
        database.at_once(acting_for(mine), who, ())

    assert database.at_once(acting_for(mine), who, ()) != [(serving,)]


def test_when_all_connections_were_ended_one_caller_is_told_and_all_others_are_served(
    database, owner
):
    who = HotStatement("test_who", "select pg_backend_pid()")
    idle = [database.engine.pool.connect() for _ in range(3)]
    lost = {connection.driver_connection.info.backend_pid for connection in idle}
    for connection in idle:
        connection.close()
    with owner.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pid) from unnest(%s) as pid", (list(lost),))

    with pytest.raises(DatabaseAway):
        database.at_once(NOBODY, who, ())

    serving = [database.engine.pool.connect() for _ in range(3)]
    assert lost.isdisjoint(connection.driver_connection.info.backend_pid for connection in serving)
    for connection in serving:
        connection.close()


def test_only_what_may_be_lost_does_not_wait_for_the_disk(database):
    asked = "select setting, source from pg_settings where name = 'synchronous_commit'"
    quick, safe = HotStatement("test_quick", asked, durable=False), HotStatement("test_safe", asked)

    found = [database.at_once(NOBODY, one, ())[0] for one in (quick, safe, quick, safe)]

    assert found[0] == found[2] == ("off", "session")
    assert found[1] == found[3]
    assert found[1][1] != "session", (
        "as the server is set: the tests' own waits for no disk, the product's does"
    )


def test_what_is_planned_anew_leaves_the_plans_of_others_alone(database):
    asked = "select setting from pg_settings where name = 'plan_cache_mode'"
    anew = HotStatement("test_anew", asked, planned_anew=True)
    once = HotStatement("test_once", asked)

    by_itself = [database.at_once(NOBODY, one, ())[0][0] for one in (anew, once, anew, once)]
    with database.transaction(NOBODY) as session:
        before = within(session, once, ())[0][0]
        inside = within(session, anew, ())[0][0]
    afterwards = database.at_once(NOBODY, once, ())[0][0]

    assert by_itself == ["force_custom_plan", "force_generic_plan"] * 2
    assert (before, inside) == ("force_generic_plan", "force_custom_plan")
    assert afterwards == "force_generic_plan"
