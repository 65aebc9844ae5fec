"""A day in one answer: what was written, how it began, its trades, and what happened to them."""

import pytest

from tests.features.record.journal.entries import entry

DAYS = "/api/trading/journal/days"
TRADE = {
    "instrument": "BTCUSD", "direction": "long", "entry_price": "100", "position_size": 1, "stop_price": "90",
    "entry_time": "2026-09-02T14:00:00Z",
}  # fmt: skip


@pytest.fixture
def trader(world):
    return world.trader(timezone="UTC")


def log(trader, **more):
    answer = trader.post("/api/trading/trades", {**TRADE, **more})
    assert answer.status_code == 201, answer.json
    return answer.json


def test_a_day_is_told_whole(world, trader):
    """A trade of the day, one of the day before that closed on it, and one of the day after."""
    mine = log(trader, exit_price="105", exit_time="2026-09-02T15:00:00Z")
    before = log(
        trader, entry_time="2026-09-01T10:00:00Z", exit_price="95", exit_time="2026-09-02T09:00:00Z"
    )
    log(trader, entry_time="2026-09-03T10:00:00Z")
    written = entry(trader, day="2026-09-02", body="Waited for it.")
    entry(trader, day="2026-09-03", body="Not of this day.")

    day = trader.get(f"{DAYS}/2026-09-02").json

    assert (day["starts_at"][:10], day["ends_at"][:10]) == ("2026-09-02", "2026-09-03")
    assert [trade["id"] for trade in day["trades"]] == [before["id"], mine["id"]]
    assert day["trades"][1] == trader.get(f"/api/trading/trades/{mine['id']}").json
    assert [item["id"] for item in day["entries"]] == [written["id"]]
    assert day["check_in"] is None
    told = [(event["trade_id"], event["kind"]) for event in day["events"]]
    assert told[0] == (before["id"], "exited")
    assert {kind for trade, kind in told if trade == mine["id"]} >= {"filled", "exited"}
    assert [event["event_time"] for event in day["events"]] == sorted(
        event["event_time"] for event in day["events"]
    )
    other = world.trader().get(f"{DAYS}/2026-09-02").json
    assert (other["trades"], other["entries"], other["events"]) == ([], [], [])


def test_what_was_taken_back_did_not_happen(trader):
    trade = log(trader, exit_price="105", exit_time="2026-09-02T15:00:00Z")
    path = f"/api/trading/trades/{trade['id']}/events"
    exited = next(event for event in trader.get(path).json["items"] if event["kind"] == "exited")
    assert trader.post(f"{path}/{exited['id']}/void", {}).status_code < 300

    kinds = {event["kind"] for event in trader.get(f"{DAYS}/2026-09-02").json["events"]}

    assert "filled" in kinds
    assert not kinds & {"exited", "voided"}


@pytest.mark.parametrize("day", ["soon", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_cannot_be_is_refused(trader, day):
    assert trader.get(f"{DAYS}/{day}").status_code in (404, 422)
