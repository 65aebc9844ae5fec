"""The door of the demo account, and its year as a job: asked for once, seen while it is written, finished by anybody."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from backend.app import create_app, worker_ports
from backend.core.clock import now_utc
from backend.core.db import Database
from backend.core.jobs import LeaseLost
from backend.features.accounts.auth.commands import seed_demo
from backend.features.accounts.auth.service import UserAccounts
from backend.features.operations.demo import year_worker, year_writer
from backend.features.operations.demo.seed_history import DemoHistory
from backend.features.operations.demo.steps import STEPS
from backend.features.operations.demo.year_worker import YearWorker
from backend.features.operations.demo.year_writer import YearProgress
from tests.world import PASSWORD, Trader, World

YEAR = "/api/demo/year"
TRADES = "/api/trading/trades?limit=200&trade_type=real"
SECOND_SESSION = (
    10  # transactions: the beginning, four steps, three chapters, a session, and this one
)
RECENT = "8 days"  # a history of a week is written in seconds


@pytest.fixture(scope="module")
def open_settings(settings):
    server = settings.server.model_copy(update={"demo_sign_in": True})
    return settings.model_copy(update={"server": server})


@pytest.fixture(scope="module")
def open_app(app, open_settings):
    return create_app(open_settings)


@pytest.fixture
def open_world(world, open_app, open_settings, owner) -> World:
    """A product whose demo account anybody may look around in."""
    made = World(open_app, open_settings, owner)
    seed_demo(open_app.extensions["coach"].ports.use(UserAccounts))
    return made


@pytest.fixture
def worker(open_settings) -> Iterator[YearWorker]:
    ports = worker_ports(open_settings)
    yield ports.use(YearWorker)
    ports.use(Database).engine.dispose()


def entered(world: World) -> Trader:
    made = world.client.post("/api/auth/demo", json={}).json
    return Trader(world.client, made["user"], made["access_token"], made["refresh_token"])


def began_lately(world: World, demo: Trader) -> None:
    """Its history was begun some days ago, so that little is to be written."""
    body = {"name": "Micro futures", "kind": "broker", "opening_balance": "25000"}
    assert demo.post("/api/trading/accounts", body).status_code == 201
    world.sql(
        "update accounts set created_at = now() - %s::interval where name = 'Micro futures'", RECENT
    )


def test_the_door_is_closed_where_no_setting_opens_it(world):
    seed_demo(world.app.extensions["coach"].ports.use(UserAccounts))
    assert world.client.get("/api/auth/demo").json == {"offered": False}
    refused = world.client.post("/api/auth/demo", json={})
    assert (refused.status_code, refused.json["code"]) == (404, "auth.demo_not_offered")


def test_anybody_enters_the_demo_account_without_typing(open_world):
    assert open_world.client.get("/api/auth/demo").json == {"offered": True}
    demo = entered(open_world)
    profile = demo.get("/api/auth/me").json
    assert (profile["username"], profile["is_demo"]) == ("demo", True)
    by_cookie = open_world.client.post("/api/auth/demo", json={"refresh_token_in": "cookie"})
    assert by_cookie.json["refresh_token"] is None
    assert "HttpOnly" in by_cookie.headers["Set-Cookie"]


def test_whoever_takes_the_name_has_an_account_like_others(world, open_app):
    body = {"email": "demo@example.com", "username": "demo", "password": PASSWORD, "is_demo": True}
    client = open_app.test_client()
    assert client.post("/api/auth/register", json=body).status_code == 422
    del body["is_demo"]
    taken = client.post("/api/auth/register", json=body)
    assert taken.json["user"]["is_demo"] is False
    assert client.get("/api/auth/demo").json == {"offered": False}
    assert client.post("/api/auth/demo", json={}).status_code == 404


def test_one_address_enters_so_often_and_no_more(open_world):
    client = open_world.app.test_client()
    answers = [client.post("/api/auth/demo", json={}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    refused = client.post("/api/auth/demo", json={})
    assert refused.json["code"] == "auth.too_many_demo_sign_ins"
    assert int(refused.headers["Retry-After"]) > 0


def test_no_other_account_gets_made_up_trades(open_world):
    trader = open_world.trader()
    for answer in (trader.get(YEAR), trader.post(YEAR)):
        assert (answer.status_code, answer.json["code"]) == (404, "demo.other_account")
        assert answer.content_type == "application/problem+json"
    assert open_world.sql("select count(*) from demo_years") == [(0,)]


def test_the_year_is_asked_for_once_written_by_the_worker_and_then_kept_up(open_world, worker):
    demo = entered(open_world)
    fresh = demo.get(YEAR).json
    assert (fresh["state"], fresh["is_empty"], fresh["steps"]) == ("none", True, list(STEPS))
    began_lately(open_world, demo)
    asked = [demo.post(YEAR), entered(open_world).post(YEAR)]
    assert [(answer.status_code, answer.json["state"]) for answer in asked] == [
        (202, "waiting"),
        (202, "waiting"),
    ]
    assert asked[0].json["asked_at"] == asked[1].json["asked_at"], "the second changed nothing"
    worker.begin_due()
    worker.begin_due()
    worker.wait(120)
    done = demo.get(YEAR).json
    assert (done["state"], done["steps_done"], done["step"]) == ("done", len(STEPS), None)
    assert done["finished_at"] is not None
    assert not done["is_empty"]
    trades = demo.get(TRADES).json["items"]
    assert len(trades) >= 5
    assert demo.post(YEAR).json["state"] == "waiting"
    worker.begin_due()
    worker.wait(120)
    assert demo.get(YEAR).json["state"] == "done"
    assert demo.get(TRADES).json["items"] == trades, "what is there stays as it is"


def test_a_writer_that_lost_its_claim_writes_no_more_and_the_next_one_finishes(open_world, worker):
    demo = entered(open_world)
    began_lately(open_world, demo)
    demo.post(YEAR)
    database = worker._database
    [first] = year_writer.QUEUE.take(database, lease=timedelta(seconds=30), now=now_utc())
    assert list(year_writer.QUEUE.take(database, lease=timedelta(seconds=30), now=now_utc())) == []

    class Sleeper(YearProgress):
        """Sleeps in the second session that it writes: its lease ends, and another worker comes and goes."""

        transactions = 0

        def hold(self, session) -> None:
            self.transactions += 1
            if self.transactions == SECOND_SESSION:
                open_world.sql("update demo_years set leased_until = now() - interval '1 second'")
                worker.begin_due()
                worker.wait(120)
            super().hold(session)

    authors = worker._writer._authors
    progress = Sleeper(authors.database, first, now_utc)
    history = DemoHistory(authors.database, authors.keyring, authors.links, progress)
    with pytest.raises(LeaseLost):
        history.write(first.user_id, now=now_utc())
    assert demo.get(YEAR).json["state"] == "done"
    entries = [trade["entry_time"] for trade in demo.get(TRADES).json["items"]]
    assert len(entries) >= 5
    assert len(set(entries)) == len(entries)


def test_each_transaction_of_the_writer_renews_its_claim(open_world, worker):
    """While its row is locked nobody else renews it: the claim that is about to end is good for half a minute again."""
    demo = entered(open_world)
    began_lately(open_world, demo)
    demo.post(YEAR)
    [claim] = year_writer.QUEUE.take(worker._database, lease=timedelta(seconds=1), now=now_utc())
    left: list[float] = []

    def look(_: str) -> None:
        [(seconds,)] = open_world.sql(
            "select extract(epoch from leased_until - now())::float8 from demo_years"
        )
        left.append(seconds)

    worker._writer.write(claim, look)
    assert len(left) >= len(STEPS)
    assert min(left) > 20


def test_what_never_gets_further_is_given_up_and_may_be_asked_for_again(open_world, worker):
    demo = entered(open_world)
    demo.post(YEAR)
    open_world.sql("update demo_years set attempts = %s", year_worker.MOST_ATTEMPTS)
    worker.begin_due()
    worker.wait(20)
    assert demo.get(YEAR).json["state"] == "failed"
    assert demo.post(YEAR).json["state"] == "waiting"


def test_windows_are_told_how_far_it_is_and_nothing_else(open_world, worker, redis_client):
    demo = entered(open_world)
    began_lately(open_world, demo)
    heard = redis_client.pubsub()
    heard.psubscribe("*")
    demo.post(YEAR)
    worker.begin_due()
    worker.wait(120)
    told = []
    while (message := heard.get_message(timeout=0.2)) is not None:
        told.append(str(message["data"]))
    progress = [line for line in told if "demo_year" in line]
    assert len(progress) >= len(STEPS)
    assert not [line for line in told if '"journal"' in line or "'journal'" in line]


def test_the_command_writes_nothing_into_an_account_that_only_has_the_name(world):
    body = {"email": "someone@example.com", "username": "demo", "password": PASSWORD}
    assert world.client.post("/api/auth/register", json=body).status_code == 201
    refused = world.app.test_cli_runner().invoke(args=["demo", "seed"])
    assert refused.exit_code == 1
    assert "somebody's own account" in refused.output
    assert world.sql("select count(*) from demo_years") == [(0,)]


def test_the_command_leaves_a_year_that_is_being_written_to_its_writer(open_world):
    demo = entered(open_world)
    demo.post(YEAR)
    open_world.sql(
        "update demo_years set state = 'writing', token = %s, leased_until = now() + interval '1 minute'",
        UUID(int=1),
    )
    refused = open_world.app.test_cli_runner().invoke(args=["demo", "seed"])
    assert refused.exit_code == 1
    assert "being written already" in refused.output
