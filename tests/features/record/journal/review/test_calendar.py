"""The calendar and its streaks: every case counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.record.journal.rules import streaks
from tests.features.record.journal.entries import JOURNAL, check_in, checked_in_before, entry, log

MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 11, 16) + timedelta(days=n) for n in range(7))
NEXT_MON, NEXT_TUE = MON + timedelta(days=7), MON + timedelta(days=8)


@pytest.mark.parametrize(
    ("written", "today", "current", "longest"),
    [
        ([], WED, 0, 0),
        ([WED], WED, 1, 1),
        ([TUE], WED, 1, 1),  # today may still come
        ([MON], WED, 0, 1),  # Tuesday is missing
        ([MON, TUE, WED], WED, 3, 3),
        ([MON, TUE, THU], THU, 1, 2),
        ([THU, FRI], SAT, 2, 2),  # a weekend breaks nothing
        ([THU, FRI], SUN, 2, 2),
        ([THU, FRI], NEXT_MON, 2, 2),  # and Monday may still come
        ([THU, FRI], NEXT_TUE, 0, 2),
        ([FRI, NEXT_MON], NEXT_MON, 2, 2),  # neighbours
        ([FRI, SAT, SUN, NEXT_MON], NEXT_MON, 2, 2),  # written weekends count for nothing
        ([SAT, SUN], SUN, 0, 0),
        ([SAT, SUN], NEXT_MON, 0, 0),
        ([THU, SAT], SUN, 0, 1),  # a Saturday does not stand for the Friday
        ([TUE, WED, NEXT_MON], WED, 2, 2),  # days to come do not count yet
        ([WED, TUE, TUE, MON], WED, 3, 3),
    ],
)
def test_streaks_by_hand(written, today, current, longest):
    counted = streaks(written, today)
    assert (counted.current, counted.longest) == (current, longest)


@given(
    st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 1))),
    st.dates(date(2026, 1, 1), date(2026, 3, 1)),
)
def test_streaks_are_what_walking_day_by_day_counts(written, today):
    """Another way to count: walk through all weekdays."""
    walked, day = [], date(2025, 12, 1)
    while day <= today:
        if day.weekday() < 5:
            walked.append(day in written)
        day += timedelta(days=1)
    longest = max(
        (len(run) for run in "".join("x" if item else " " for item in walked).split()), default=0
    )
    if walked and not walked[-1] and today.weekday() < 5:
        walked.pop()  # today, not written yet
    current = 0
    while walked and walked.pop():
        current += 1
    counted = streaks(written, today)
    assert (counted.current, counted.longest) == (current, longest)


@pytest.fixture
def trader(world):
    return world.trader()


def calendar(trader, **query):
    answer = trader.get(f"{JOURNAL}/calendar", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_a_day_shows_what_was_written_beside_what_was_traded(world, trader):
    checked_in_before(world, trader, "2020-11-16", mood=2)
    entry(trader, day="2020-11-16", kind="daily", mood=5)
    entry(trader, day="2020-11-16")
    entry(trader, day="2020-11-16")
    log(trader, "2020-11-16", r="2")
    log(trader, "2020-11-16", r="-0.5", hour=11)
    log(trader, "2020-11-16", r="1", hour=12, stop_price=None)  # no R
    log(trader, "2020-11-16", r=None, hour=13)  # open
    log(trader, "2020-11-16", r="4", hour=14, trade_type="training")
    log(trader, "2020-11-17", r="1")
    check_in(trader, "2020-11-17", stress=5)
    entry(trader, day="2020-11-18", kind="daily", mood=4)
    entry(trader, day="2020-11-18", kind="review", mood=1)
    gone = entry(trader, day="2020-11-19")
    trader.ask("DELETE", f"{JOURNAL}/{gone['id']}")
    entry(trader, day="2020-11-21")
    answer = calendar(trader, from_day="2020-11-16", to_day="2020-11-20")
    assert answer["days"] == [
        {
            "day": "2020-11-16",
            "entries": {"daily": 1, "free": 2, "review": 0},
            "check_in": "in_time",
            "trades": 4,
            "closed": 3,
            "money": [{"currency": "USD", "results": 3, "net": "250"}],
            "net_r": "1.5",
            "mood": 2,
        },
        {
            "day": "2020-11-17",
            "entries": {"daily": 0, "free": 0, "review": 0},
            "check_in": "late",
            "trades": 1,
            "closed": 1,
            "money": [{"currency": "USD", "results": 1, "net": "100"}],
            "net_r": "1",
            "mood": None,
        },
        {
            "day": "2020-11-18",
            "entries": {"daily": 1, "free": 0, "review": 1},
            "check_in": None,
            "trades": 0,
            "closed": 0,
            "money": [],
            "net_r": None,
            "mood": 4,
        },
    ]
    assert answer["streaks"]["longest"] == 3
    assert calendar(world.trader(), from_day="2020-11-16", to_day="2020-11-20")["days"] == []


def test_entries_closings_and_money_are_each_on_their_own_day(trader):
    """1 bitcoin at risk of 100: 0.4 out at +100 on Tuesday is 0.4 R, 0.6 out at -50 on Thursday is -0.3 R."""
    trade = log(trader, "2020-11-16", r=None)
    euro = trader.post("/api/trading/accounts", {"name": "Euro", "currency": "EUR"}).json["id"]
    log(trader, "2020-11-19", r="3", instrument="BTCEUR", account_id=euro)
    for day, quantity, price in (("17", "0.4", "1100"), ("19", "0.6", "950")):
        out = {"action": "exit", "quantity": quantity, "price": price, "fees": "0"}
        moment = {"event_time": f"2020-11-{day}T12:00:00Z"}
        answer = trader.post(f"/api/trading/trades/{trade['id']}/fills", {**out, **moment})
        assert answer.status_code == 201, answer.json
    days = calendar(trader, from_day="2020-11-16", to_day="2020-11-20")["days"]
    shown = [
        (
            item["day"][-2:],
            item["trades"],
            item["closed"],
            [(money["currency"], money["results"], money["net"]) for money in item["money"]],
            item["net_r"],
        )
        for item in days
    ]
    assert shown == [
        ("16", 1, 0, [], None),
        ("17", 0, 0, [("USD", 1, "40")], "0.4"),
        ("19", 1, 2, [("EUR", 1, "300"), ("USD", 1, "-30")], "2.7"),
    ]


def test_the_streaks_are_of_the_whole_journal_and_of_today_where_the_trader_is(trader):
    today = datetime.now(UTC).date()
    for n in range(7):
        check_in(trader, str(today - timedelta(days=n)), mood=3)
    answer = calendar(trader, from_day="2025-01-01", to_day="2025-01-31")
    assert answer["days"] == []
    assert answer["streaks"] == {"current": 5, "longest": 5}


def test_a_range_has_400_days_at_the_most(trader):
    assert calendar(trader, from_day="2025-01-01", to_day="2026-02-04")["from_day"] == "2025-01-01"
    for bad, code in (
        ({"from_day": "2025-01-01", "to_day": "2026-02-05"}, "journal.bad_range"),
        ({"from_day": "2026-02-05", "to_day": "2026-02-04"}, "input.invalid"),
    ):
        refused = trader.get(f"{JOURNAL}/calendar", query_string=bad)
        assert (refused.status_code, refused.json["code"]) == (422, code)
    assert (
        trader.get(f"{JOURNAL}/calendar", query_string={"to_day": "1900-01-01"}).status_code == 422
    )
    assert (
        trader.get(f"{JOURNAL}/calendar", query_string={"to_day": "1971-01-01"}).status_code == 200
    )
