"""Check-ins: changed as often as one likes before the first real trade of the day, and never after it."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from backend.core.clock import now_utc
from backend.core.db import acting_for
from backend.features.record.journal import check_ins
from tests.features.record.journal.entries import JOURNAL, check_in, checked_in_before, log

DAY = "2020-11-19"


@pytest.fixture
def trader(world):
    return world.trader()


def read(trader, day=DAY):
    return trader.get(f"{JOURNAL}/check-ins/{day}").json


def test_before_the_first_trade_it_may_be_changed_as_often_as_wanted(trader):
    assert read(trader)["code"] == "journal.no_check_in"
    first = check_in(
        trader, DAY, mood=2, sleep_hours="6.25", note="Slept badly", intention="Two trades"
    ).json
    assert (first["day"], first["mood"], first["sleep_hours"]) == (DAY, 2, "6.25")
    assert (first["note"], first["intention"]) == ("Slept badly", "Two trades")
    assert (first["locked"], first["locked_at"], first["late"]) == (False, None, False)
    for mood in (3, 4, 5):
        assert check_in(trader, DAY, mood=mood).json["mood"] == mood
    answer = read(trader)
    assert (answer["mood"], answer["sleep_hours"], answer["note"], answer["intention"]) == (
        5,
        None,
        None,
        None,
    )
    assert answer["created_at"] == first["created_at"]


def test_training_trades_and_trades_of_other_days_lock_nothing(trader):
    check_in(trader, DAY, mood=2)
    log(trader, DAY, trade_type="training")
    log(trader, "2020-11-18")
    assert check_in(trader, DAY, mood=3).json["locked"] is False


def test_from_the_first_real_trade_on_it_stands_even_when_the_trade_is_deleted(world, trader):
    checked_in_before(world, trader, DAY, mood=2)
    trade = log(trader, DAY, r=None)
    assert (read(trader)["locked"], read(trader)["locked_at"]) == (True, None)
    refused = check_in(trader, DAY, mood=5)
    assert (refused.status_code, refused.json["code"]) == (409, "journal.check_in_locked")
    locked_at = read(trader)["locked_at"]
    assert locked_at
    assert trader.ask("DELETE", f"/api/trading/trades/{trade['id']}").status_code == 204
    assert check_in(trader, DAY, mood=5).status_code == 409
    answer = read(trader)
    assert (answer["mood"], answer["locked"], answer["locked_at"], answer["late"]) == (
        2,
        True,
        locked_at,
        False,
    )


def test_a_check_in_after_the_first_trade_is_taken_once_and_marked_late(trader):
    log(trader, DAY)
    answer = check_in(trader, DAY, mood=1).json
    assert (answer["mood"], answer["late"], answer["locked"]) == (1, True, True)
    assert check_in(trader, DAY, mood=5).status_code == 409


def test_what_was_begun_after_the_first_trade_may_be_gone_on_with_and_stands(trader):
    log(trader, DAY)
    check_in(trader, DAY, mood=1, note="Slept")
    for more in ({"sleep_hours": "5"}, {"mood": 1, "note": "Slept badly"}, {"intention": "Stop"}):
        answer = check_in(trader, DAY, **more)
        assert (answer.status_code, answer.json["late"]) == (200, True)
    said = read(trader)
    assert (said["mood"], said["sleep_hours"], said["note"], said["intention"]) == (
        1,
        "5",
        "Slept badly",
        "Stop",
    )
    for other in ({"mood": 2}, {"sleep_hours": "8"}, {"note": "Fine"}):
        refused = check_in(trader, DAY, **other)
        assert refused.json["code"] == "journal.check_in_locked"
    assert read(trader) == said


def test_a_trade_that_was_logged_long_after_its_entry_makes_what_was_written_in_between_late(
    trader,
):
    """Written now, entered two days ago, and logged last: the result was known when it was written."""
    assert check_in(trader, DAY, mood=1).json["late"] is False
    log(trader, DAY)
    assert read(trader)["late"] is True
    assert check_in(trader, DAY, mood=5).status_code == 409
    assert read(trader)["late"] is True


def test_the_lock_can_be_set_when_a_trade_is_logged(world, trader, app):
    checked_in_before(world, trader, DAY, mood=2)
    user_id, now = UUID(trader.user["id"]), now_utc()
    day = datetime.fromisoformat(DAY).date()

    def lock(when):
        with app.extensions["coach"].database.transaction(acting_for(user_id)) as session:
            return check_ins.lock_day(session, user_id, day, now=when)

    assert lock(now) is False
    trade = log(trader, DAY)
    assert lock(now) is True
    trader.ask("DELETE", f"/api/trading/trades/{trade['id']}")
    assert lock(now + timedelta(hours=1)) is True
    assert read(trader)["locked_at"] == now.isoformat(timespec="microseconds").replace(
        "+00:00", "Z"
    )


def test_another_traders_trades_lock_nothing(world, trader):
    check_in(trader, DAY, mood=2)
    log(world.trader(), DAY)
    assert check_in(trader, DAY, mood=3).status_code == 200


def test_only_days_that_come_tomorrow_at_the_latest_are_taken(world):
    trader = world.trader(timezone="Pacific/Kiritimati")
    today = (datetime.now(UTC) + timedelta(hours=14)).date()
    assert check_in(trader, str(today + timedelta(days=1)), mood=3).status_code == 200
    for day in (today + timedelta(days=2), "1900-01-01", "1970-12-31", "2100-01-01"):
        refused = check_in(trader, str(day), mood=3)
        assert (refused.status_code, refused.json["code"]) == (422, "journal.bad_day")
    assert check_in(trader, "1971-01-01", mood=3).status_code == 200
    for day in ("soon", "2026-02-30", "20261119", "1763600000"):
        assert check_in(trader, day, mood=3).status_code == 404


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"mood": None, "note": ""},
        {"mood": 9},
        {"focus": 0},
        {"energy": "high"},
        {"stress": 1.5},
        {"sleep_hours": "NaN"},
        {"sleep_hours": 24.01},
        {"note": "x" * 5001},
        {"intention": "a\x00"},
        {"late": False, "mood": 3},
    ],
    ids=lambda bad: str(bad)[:40],
)
def test_bad_check_ins_are_refused_and_nothing_is_kept(world, trader, bad):
    refused = check_in(trader, DAY, **bad)
    assert (refused.status_code, refused.json["code"]) == (422, "input.invalid")
    assert world.sql("select count(*) from journal_check_ins") == [(0,)]


def test_two_at_once_make_one_row_and_nobody_fails(world, trader):
    """Several rounds on several days, because one round may happen to be in order."""
    for day in ("2020-11-16", "2020-11-17", "2020-11-18", "2020-11-19"):
        answers = {}
        ready = threading.Barrier(4)

        def write(mood, day=day, answers=answers, ready=ready):
            client = type(trader)(
                world.client, trader.user, trader.access_token, trader.refresh_token
            )
            ready.wait()
            answers[mood] = check_in(client, day, mood=mood, note=f"mood {mood}")

        threads = [threading.Thread(target=write, args=(mood,)) for mood in (1, 2, 3, 4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [answers[mood].status_code for mood in (1, 2, 3, 4)] == [200] * 4
        answer = read(trader, day)
        assert answer["note"] == f"mood {answer['mood']}"
    assert world.sql("select day::text, count(*) from journal_check_ins group by 1 order by 1") == [
        ("2020-11-16", 1),
        ("2020-11-17", 1),
        ("2020-11-18", 1),
        ("2020-11-19", 1),
    ]


def test_a_range_is_listed_latest_first(trader):
    for day in ("2020-11-10", "2020-11-12", "2020-10-01"):
        check_in(trader, day, mood=3)

    def days(**query):
        answer = trader.get(f"{JOURNAL}/check-ins", query_string=query)
        assert answer.status_code == 200, answer.json
        return [item["day"] for item in answer.json["items"]]

    assert days(from_day="2020-11-01", to_day="2020-11-30") == ["2020-11-12", "2020-11-10"]
    assert days(to_day="2020-11-11") == ["2020-11-10", "2020-10-01"]
    assert days(from_day="2020-11-12", to_day="2020-11-12") == ["2020-11-12"]
    for bad, code in (
        ({"from_day": "2020-11-02", "to_day": "2020-11-01"}, "input.invalid"),
        ({"from_day": "2019-01-01", "to_day": "2020-11-01"}, "journal.bad_range"),
    ):
        refused = trader.get(f"{JOURNAL}/check-ins", query_string=bad)
        assert (refused.status_code, refused.json["code"]) == (422, code)


def test_an_ended_sign_in_writes_nothing(world, trader):
    trader.post("/api/auth/logout")
    assert check_in(trader, DAY, mood=3).status_code == 401
    assert world.sql("select count(*) from journal_check_ins") == [(0,)]


def test_a_check_in_stays_locked_when_the_trade_that_locked_it_is_deleted(world):
    trader = world.trader()
    day = datetime.now(UTC).date().isoformat()
    path = f"/api/trading/journal/check-ins/{day}"
    assert trader.ask("PUT", path, {"mood": 4}).status_code == 200
    trade = trader.post(
        "/api/trading/trades",
        {
            "instrument": "BTCUSD",
            "direction": "long",
            "entry_price": "100",
            "position_size": 1,
            "entry_time": datetime.now(UTC).isoformat(),
        },
    ).json
    assert trader.ask("DELETE", f"/api/trading/trades/{trade['id']}").status_code == 204
    refused = trader.ask("PUT", path, {"mood": 1})
    assert (refused.status_code, refused.json["code"]) == (409, "journal.check_in_locked")
