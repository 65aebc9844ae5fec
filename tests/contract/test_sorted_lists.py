"""Lists in the order that is asked for, page by page; a cursor goes on with its own order only."""

from typing import Any

import pytest

from backend.features.record.journal.schemas import EntrySort
from backend.features.record.plans.schemas import PlanSort
from backend.features.record.trades.trade_list.schemas import TradeSort
from tests.factories.plans import plan_of

TRADES = "/api/trading/trades"
PLANS = "/api/trading/plans"
JOURNAL = "/api/trading/journal"
TRADE = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
         "stop_price": "4490"}  # fmt: skip
# One ES point is $50, the risk 10 points. Day of November, exit price and hour; null: still open.
ROUNDS = {
    "a": (10, "4510", 16),  # +500, 1 R
    "b": (11, "4490", 18),  # -500, -1 R
    "c": (12, None, 0),
    "d": (13, "4520", 15),  # +1000, 2 R
    "e": (16, None, 0),
    "f": (9, "4510", 20),  # +500, 1 R, before a
}
ENTERED = list("fabcde")
BY_RESULT = ["b", "af", "d"]  # equal ones by their ids
EXITED = list("fabd")


@pytest.fixture
def trader(world):
    trader = world.trader()
    for name, (day, exit_price, hour) in ROUNDS.items():
        times: dict[str, str] = {"entry_time": f"2026-11-{day:02d}T14:30:00Z"}
        if exit_price is not None:
            times |= {"exit_price": exit_price, "exit_time": f"2026-11-{day:02d}T{hour}:00:00Z"}
        assert trader.post(TRADES, {**TRADE, **times, "setup": name}).status_code == 201
    return trader


def read(trader: Any, path: str, sort: str, *, limit: int) -> list[dict[str, Any]]:
    """All pages of a list, one after the other."""
    items: list[dict[str, Any]] = []
    query: dict[str, Any] = {"sort": sort, "limit": limit}
    while True:
        page = trader.get(path, query_string=query)
        assert page.status_code == 200, page.json
        assert len(page.json["items"]) <= limit
        items += page.json["items"]
        if page.json["next_cursor"] is None:
            return items
        query["cursor"] = page.json["next_cursor"]


def names(items: list[dict[str, Any]]) -> list[str]:
    return [item["setup"] for item in items]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 50])
def test_trades_come_in_the_order_that_is_asked_for(trader, limit):
    def listed(sort: str) -> list[str]:
        return names(read(trader, TRADES, sort, limit=limit))

    assert listed("entry_time") == ENTERED
    assert listed("-entry_time") == ENTERED[::-1]
    assert listed("exit_time") == [*EXITED, "c", "e"]
    assert listed("-exit_time") == [*EXITED[::-1], "e", "c"]
    for sort in ("pnl", "r_multiple"):
        assert "".join(listed(sort)) in ("bafdce", "bfadce")
        assert listed(f"-{sort}") == [*listed(sort)[:4][::-1], "e", "c"]


def test_an_order_and_a_filter_go_together(trader):
    query = {"sort": "-pnl", "status": "closed", "day_from": "2026-11-10", "day_to": "2026-11-11"}

    assert names(trader.get(TRADES, query_string=query).json["items"]) == ["a", "b"]


def test_without_a_word_the_order_is_as_ever(trader):
    assert names(trader.get(TRADES).json["items"]) == ENTERED[::-1]


def test_a_trade_that_is_closed_between_two_pages_is_neither_lost_nor_doubled(trader):
    first = trader.get(TRADES, query_string={"sort": "-entry_time", "limit": 2}).json
    last_open = first["items"][0]["id"]
    closing = {"exit_price": "4505", "exit_time": "2026-11-16T15:00:00Z"}
    assert trader.post(f"{TRADES}/{last_open}/close", closing).status_code == 200

    rest = trader.get(
        TRADES, query_string={"sort": "-entry_time", "cursor": first["next_cursor"]}
    ).json["items"]

    assert names(first["items"]) + names(rest) == ENTERED[::-1]


@pytest.mark.parametrize(
    ("path", "sorts"),
    [(TRADES, TradeSort), (PLANS, PlanSort), (JOURNAL, EntrySort)],
)
def test_a_cursor_of_another_order_is_refused_in_words(trader, path, sorts):
    for number in range(2):
        plan_of(trader, title=f"plan {number}")
        trader.post(JOURNAL, {"body": f"entry {number}"})
    for sort in sorts:
        cursor = trader.get(path, query_string={"sort": sort, "limit": 1}).json["next_cursor"]
        for other in sorts:
            answer = trader.get(path, query_string={"sort": other, "cursor": cursor})
            if other is sort:
                assert answer.status_code == 200
                continue
            assert (answer.status_code, answer.json["code"]) == (422, "paging.bad_cursor")
            assert answer.json["detail"] == (
                f"This cursor goes on with sort={sort.value}. Keep that order, or start again "
                "without the cursor."
            )


@pytest.mark.parametrize("path", [TRADES, PLANS, JOURNAL])
def test_an_order_that_there_is_not_is_refused_with_those_that_there_are(trader, path):
    answer = trader.get(path, query_string={"sort": "colour"})

    assert answer.status_code == 422
    assert answer.json["errors"][0]["message"].startswith("Give ")


def test_plans_and_entries_come_in_the_order_that_is_asked_for(world):
    trader = world.trader()
    expiries = {"x": "2026-12-20T12:00:00Z", "y": None, "z": "2026-12-10T12:00:00Z"}
    for title, expires_at in expiries.items():
        plan_of(trader, title=title, **({"expires_at": expires_at} if expires_at else {}))
    for day in ("2026-11-12", "2026-11-10", "2026-11-11"):
        trader.post(JOURNAL, {"body": day, "day": day})

    def plans(sort: str) -> str:
        return "".join(plan["title"] for plan in read(trader, PLANS, sort, limit=1))

    def entries(sort: str) -> list[str]:
        return [entry["body"][-2:] for entry in read(trader, JOURNAL, sort, limit=2)]

    assert [plans(sort) for sort in ("created_at", "-created_at")] == ["xyz", "zyx"]
    assert [plans(sort) for sort in ("expires_at", "-expires_at")] == ["zxy", "xzy"]
    assert (entries("day"), entries("-day")) == (["10", "11", "12"], ["12", "11", "10"])
    assert (entries("created_at"), entries("-created_at")) == (
        ["12", "10", "11"],
        ["11", "10", "12"],
    )
