"""What an attacker and a tired trader did to the record: it stays whole, and says what to do."""

from concurrent.futures import ThreadPoolExecutor

import pytest

STOCK = {
    "instrument": "AAPL",
    "direction": "long",
    "entry_price": "100",
    "position_size": "10",
    "entry_time": "2026-10-05T15:00:00Z",
}
PUT = {
    "instrument": "MSFT261016P00400000",
    "direction": "long",
    "entry_price": "3",
    "position_size": "1",
    "entry_time": "2026-10-05T15:00:00Z",
}


@pytest.fixture
def trader(world):
    return world.trader()


def logged(trader, body=STOCK, **changes):
    answer = trader.post("/api/trading/trades", {**body, **changes})
    assert answer.status_code == 201, answer.json
    return answer.json


def path_of(trade):
    return f"/api/trading/trades/{trade['id']}"


def events_of(trader, trade, kind):
    items = trader.get(f"{path_of(trade)}/events").json["items"]
    return [event for event in items if event["kind"] == kind]


@pytest.mark.parametrize("symbol", ["MESZ6", "NQZ6", "ESH7"])
def test_a_future_is_not_renamed_into_another(trader, symbol):
    trade = logged(trader, instrument="ESZ6", entry_price="6800")

    answer = trader.post(f"{path_of(trade)}/rename", {"symbol": symbol})

    assert (answer.status_code, answer.json["code"]) == (422, "trade.not_of_this_kind")
    assert trader.get(path_of(trade)).json == trade


def test_a_name_that_is_taken_back_is_gone_and_the_latest_by_time_counts(trader):
    trade = logged(trader)
    renamed = f"{path_of(trade)}/rename"
    late = {"symbol": "META", "event_time": "2026-11-10T15:00:00Z"}
    early = {"symbol": "NVDA", "event_time": "2026-10-20T15:00:00Z"}
    assert trader.post(renamed, late).json["instrument"] == "META"
    assert trader.post(renamed, early).json["instrument"] == "META"
    before = {"symbol": "MSFT", "event_time": "2026-09-01T15:00:00Z"}
    assert trader.post(renamed, before).status_code == 422
    events = events_of(trader, trade, "renamed")

    for event, left in zip(events, ("NVDA", "AAPL"), strict=True):
        voided = trader.post(f"{path_of(trade)}/events/{event['id']}/void", {}).json
        assert voided["instrument"] == left


def test_what_another_trade_came_of_is_taken_back_after_that_trade(trader):
    option = logged(trader, PUT)
    ended = trader.post(f"{path_of(option)}/expire", {"outcome": "exercised"}).json
    [event] = events_of(trader, option, "expired")
    void = f"{path_of(option)}/events/{event['id']}/void"

    refused = trader.post(void, {})

    assert (refused.status_code, refused.json["code"]) == (409, "trade.followed")
    assert trader.ask("DELETE", path_of(ended["opened"])).status_code == 204
    assert trader.post(void, {}).json["status"] == "open"


def test_a_split_before_the_exits_does_not_open_a_closed_trade(trader):
    trade = logged(trader, exit_price="120", exit_time="2026-10-20T15:00:00Z")
    split = {"numerator": 2, "denominator": 1, "event_time": "2026-10-10T14:30:00Z"}

    answer = trader.post(f"{path_of(trade)}/split", split)

    assert (answer.status_code, answer.json["code"]) == (422, "trade.inconsistent")
    assert trader.get(path_of(trade)).json == trade


def test_a_split_that_leaves_nothing_is_refused(trader):
    trade = logged(trader, position_size="0.000000001")
    split = {"numerator": 1, "denominator": 1000}
    statuses = [trader.post(f"{path_of(trade)}/split", split).status_code for _ in range(5)]
    assert statuses[0] == 200
    assert statuses[-1] == 422
    assert 500 not in statuses


def test_a_schedule_that_costs_more_than_a_trade_can_is_said(trader):
    schedule = {"per_unit": "99999999999999", "currency": "USD"}
    account = trader.post("/api/trading/accounts", {"name": "Dear", "fee_schedule": schedule}).json
    dear = {"account_id": account["id"], "position_size": "9999999"}

    answer = trader.post("/api/trading/trades", {**STOCK, **dear})

    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "trade.too_large")
    assert logged(trader, **dear, fees="1")["fees"] == "1"


def test_of_several_accounts_that_become_the_default_at_once_one_is(world):
    trader = world.trader()
    trader.get("/api/trading/accounts")

    def add(number):
        body = {"name": f"Account {number}", "is_default": True}
        return trader.post("/api/trading/accounts", body).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(add, range(8))) == {201}
    items = trader.get("/api/trading/accounts").json["items"]
    assert [account["is_default"] for account in items].count(True) == 1


def test_an_archived_account_is_no_default(trader):
    account = trader.post("/api/trading/accounts", {"name": "Old"}).json
    path = f"/api/trading/accounts/{account['id']}"
    assert trader.patch(path, {"archived": True}).status_code == 200
    assert trader.patch(path, {"is_default": True}).status_code == 409
    assert trader.patch(path, {"archived": False, "is_default": True}).status_code == 200


def test_a_correction_corrects_something(trader):
    trade = logged(trader)
    [filled] = events_of(trader, trade, "filled")

    answer = trader.patch(f"{path_of(trade)}/fills/{filled['id']}", {})

    assert (answer.status_code, answer.json["code"]) == (422, "input.invalid")


def test_a_full_history_can_still_be_ended(world, trader):
    trade = logged(trader)
    world.sql(
        "insert into trade_events (id, user_id, trade_id, seq, kind, event_time, recorded_time, payload)"
        " select gen_random_uuid(), user_id, id, n, 'felt', entry_time, entry_time, '{\"state\": \"calm\"}'"
        " from trades, generate_series(2, 1000) as n where id = %s",
        trade["id"],
    )
    world.sql("update trades set event_head = 1000 where id = %s", trade["id"])
    assert trader.post(f"{path_of(trade)}/notes", {"text": "more"}).status_code == 409

    closed = trader.post(f"{path_of(trade)}/close", {"exit_price": "110"})

    assert closed.json["pnl"] == "100"
