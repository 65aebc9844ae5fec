"""Trades that come at the same moment are stored together, and each as if it had come alone."""

import json
import threading
import time
from functools import partial

import psycopg2
import pytest
from sqlalchemy.exc import DBAPIError

from backend.core.driver_statements import rows_at_once
from backend.core.group_commit import GroupCommit
from tests.features.record.record_calls import ES, TRADES, WHEN, answered, logged
from tests.world import PASSWORD, Trader

BODY = {**ES, "entry_time": WHEN, "fees": "0"}
CLOSED = {**BODY, "exit_price": "4510", "exit_time": "2026-11-18T16:00:00Z"}


class Crowd:
    """Holds the first group back until all others wait, so that these are one group."""

    def __init__(self, database, monkeypatch):
        self.sizes = []
        self.refused = 0
        self._gate = threading.Event()
        self._send = partial(rows_at_once, database.engine)
        self._groups = GroupCommit(self._held)
        monkeypatch.setattr(database, "_groups", self._groups)

    def _held(self, entering, name, text, values):
        self.sizes.append(len(json.loads(values[0])))
        if len(self.sizes) == 1:
            assert self._gate.wait(10)
        try:
            return self._send(entering, name, text, values)
        except DBAPIError:
            self.refused += 1
            raise

    def responses(self, first, *others):
        """Of a request that goes alone, and of those that come while it is stored."""
        answers = {}

        def ask(place, request):
            answers[place] = request()

        requests = [first, *others]
        threads = [threading.Thread(target=ask, args=pair) for pair in enumerate(requests)]
        threads[0].start()
        self._until(lambda: self.sizes == [1])
        for thread in threads[1:]:
            thread.start()
        self._until(lambda: self._waiting() == len(others))
        self._gate.set()
        for thread in threads:
            thread.join()
        return [answers[place] for place in range(1, len(requests))]

    def _waiting(self):
        return sum(len(batcher._waiting) for batcher in self._groups._batchers.values())

    @staticmethod
    def _until(is_so):
        deadline = time.monotonic() + 10
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.005)


@pytest.fixture
def crowd(app, monkeypatch):
    return Crowd(app.extensions["coach"].database, monkeypatch)


@pytest.fixture
def traders(world, crowd):
    """Three who have their account, which the first trade makes."""
    several = [world.trader() for _ in range(3)]
    crowd.sizes.append(0)  # nothing is held yet
    for trader in several:
        logged(trader)
    crowd.sizes.clear()
    return several


def posting(trader, **fields):
    return lambda: trader.post(TRADES, {**BODY, **fields})


def again(world, trader) -> Trader:
    """The same trader by another sign-in."""
    login = {"login": trader.user["email"], "password": PASSWORD}
    tokens = answered(world.client.post("/api/auth/login", json=login))
    return Trader(world.client, tokens["user"], tokens["access_token"], tokens["refresh_token"])


def versions(world, trader) -> int:
    return int(
        world.sql("select sum(version) from record_versions where user_id = %s", trader.user["id"])[
            0
        ][0]
    )


def test_each_has_its_own_trade_events_money_and_version(world, traders, crowd):
    first, second, third = traders
    before = [versions(world, trader) for trader in traders]
    answers = crowd.responses(
        posting(first),
        posting(first, notes="of the first"),
        posting(second, **CLOSED, notes="of the second"),
        posting(third, notes="of the third", stop_price="4490"),
        posting(third, **CLOSED),
    )
    assert crowd.sizes == [1, 4]
    trades = [answered(answer, 201) for answer in answers]
    assert [trade["pnl"] for trade in trades] == [None, "1000", None, "1000"]
    for trader, trade in zip((first, second, third, third), trades, strict=True):
        assert answered(trader.get(f"{TRADES}/{trade['id']}")) == trade
        kinds = world.sql(
            "select kind from trade_events where trade_id = %s and user_id = %s order by seq",
            trade["id"],
            trader.user["id"],
        )
        assert kinds[0] == ("filled",)
        assert (("exited",) in kinds) == (trade["status"] == "closed")
        money = world.sql(
            "select user_id::text, net::int from realised_results where trade_id = %s", trade["id"]
        )
        assert money == ([(trader.user["id"], 1000)] if trade["status"] == "closed" else [])
    grown = [
        versions(world, trader) - version for trader, version in zip(traders, before, strict=True)
    ]
    assert grown == [2, 1, 2]


def test_a_sign_in_that_is_over_is_refused_alone_even_beside_a_living_one_of_its_user(
    world, traders, crowd
):
    first, second, third = traders
    ended = again(world, second)
    world.sql(
        "update user_sessions set revoked_at = now() where user_id = %s and id ="
        " (select id from user_sessions where user_id = %s order by created_at desc limit 1)",
        second.user["id"],
        second.user["id"],
    )
    answers = crowd.responses(
        posting(first),
        posting(second, notes="alive"),
        posting(ended, notes="over"),
        posting(third),
    )
    assert [answer.status_code for answer in answers] == [201, 401, 201]
    assert answers[1].json["code"] == "auth.session_ended"
    assert world.sql("select count(*) from trades where notes = 'over'") == [(0,)]
    assert world.sql("select count(*) from trades where notes = 'alive'") == [(1,)]


def test_a_strategy_of_somebody_else_is_not_found_and_holds_up_nobody(world, traders, crowd):
    first, second, third = traders
    theirs = answered(second.post("/api/trading/strategies", {"name": "Mine"}), 201)["id"]
    answers = crowd.responses(
        posting(first),
        posting(second, strategy_id=theirs),
        posting(third, strategy_id=theirs, notes="with what is another's"),
        posting(third, notes="in company"),
    )
    assert [answer.status_code for answer in answers] == [201, 404, 201]
    assert (crowd.sizes, crowd.refused) == ([1, 3], 0)
    assert world.sql("select count(*) from trades") == [(3 + 1 + 2,)]
    assert world.sql("select count(*) from trades where notes like 'with%%'") == [(0,)]


def test_what_postgresql_refuses_of_one_is_refused_to_that_one(world, traders, crowd):
    first, second, third = traders
    world.sql("alter table trades add constraint test check (notes <> 'refused') not valid")
    try:
        answers = crowd.responses(
            posting(first),
            posting(second, notes="refused"),
            posting(third, notes="taken"),
            posting(third, notes="taken"),
        )
    finally:
        world.sql("alter table trades drop constraint test")
    assert [answer.status_code for answer in answers] == [500, 201, 201]
    assert (crowd.sizes, crowd.refused) == ([1, 3], 1)
    assert world.sql("select notes, count(*) from trades where notes is not null group by 1") == [
        ("taken", 2)
    ]


def test_another_users_account_is_not_found_in_company_either(world, traders, crowd):
    first, second, third = traders
    account = answered(second.get("/api/trading/accounts"))["items"][0]["id"]
    answers = crowd.responses(
        posting(first),
        posting(second, account_id=account),
        posting(third, account_id=account),
    )
    assert [answer.status_code for answer in answers] == [201, 404]


def test_what_an_account_charges_is_charged_in_company(traders, crowd):
    first, second, third = traders
    account = answered(second.get("/api/trading/accounts"))["items"][0]["id"]
    schedule = {"currency": "USD", "per_side": "3"}
    answered(second.patch(f"/api/trading/accounts/{account}", {"fee_schedule": schedule}))
    without_fees = {name: value for name, value in BODY.items() if name != "fees"}
    answers = crowd.responses(
        posting(first),
        lambda: second.post(TRADES, without_fees),
        lambda: third.post(TRADES, without_fees),
    )
    assert [answered(answer, 201)["fees"] for answer in answers] == ["3", "0"]


def test_who_waits_for_a_lock_holds_up_nobody_else(traders, crowd, settings):
    first, second, third = traders
    blocker = psycopg2.connect(settings.store.migration_database_url.replace("+psycopg2", ""))
    with blocker.cursor() as cursor:
        cursor.execute("select 1 from users where id = %s for update", (second.user["id"],))
    told = {}

    def free_after_the_other(response):
        told["while locked"] = response.status_code
        blocker.rollback()
        return response

    answers = crowd.responses(
        posting(first),
        posting(second),
        lambda: free_after_the_other(third.post(TRADES, BODY)),
    )
    blocker.close()
    assert told == {"while locked": 201}
    assert [answer.status_code for answer in answers] == [201, 201]
