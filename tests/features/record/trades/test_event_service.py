"""What happens to a trade after it was logged: fills, stops, notes, voiding, and what is refused."""

import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest

ES = {
    "instrument": "ES",
    "direction": "long",
    "entry_price": "4500",
    "position_size": 2,
    "entry_time": "2026-11-19T14:30:00Z",
    "stop_price": "4490",
    "fees": "4",
}
EXIT = {"action": "exit", "quantity": "1", "price": "4510"}


@pytest.fixture
def trader(world):
    return world.trader()


def logged(trader, **changes):
    answer = trader.post("/api/trading/trades", {**ES, **changes})
    assert answer.status_code == 201, answer.json
    return answer.json


def fill(trader, trade, action, quantity, price, time="2026-11-19T15:00:00Z", **more):
    body = {"action": action, "quantity": quantity, "price": price, "event_time": time, **more}
    return trader.post(f"/api/trading/trades/{trade['id']}/fills", body)


def events_of(trader, trade):
    return trader.get(f"/api/trading/trades/{trade['id']}/events").json["items"]


def test_partial_exits_realise_their_part_and_the_last_one_closes(trader):
    trade = logged(trader)
    part = fill(trader, trade, "exit", 1, "4510", fees="2").json["trade"]
    assert (part["status"], part["open_size"], part["pnl"], part["exit_day"]) == (
        "open",
        "1",
        None,
        None,
    )
    assert (
        part["realised_pnl"] == "496"
    )  # 10 points at 50, half of the entry's fees, the exit's own
    answer = fill(trader, trade, "exit", 1, "4520", "2026-11-19T15:30:00Z", fees="2").json["trade"]
    assert (answer["status"], answer["open_size"], answer["pnl_gross"], answer["pnl"]) == (
        "closed",
        "0",
        "1500",
        "1492",
    )
    assert answer["exit_price"] == "4515"
    assert answer["risk_amount"] == "1000"
    assert answer["r_multiple"] == "1.492"
    assert answer["hold_seconds"] == 3600
    assert answer["exit_day"] == "2026-11-19"


def test_a_scale_in_moves_the_average_and_adds_its_own_risk(trader):
    trade = logged(trader, fees="0")
    grown = fill(trader, trade, "entry", 2, "4506").json["trade"]
    assert (grown["entry_price"], grown["position_size"], grown["max_size"]) == ("4503", "4", "4")
    assert grown["risk_amount"] == "2600"  # 10 points on two, 16 on two, at 50


def test_first_in_first_out_and_the_weighted_average_differ_while_a_part_is_held(trader):
    accounts = trader.get("/api/trading/accounts").json["items"]
    average = trader.post(
        "/api/trading/accounts", {"name": "Average", "matching": "weighted_average"}
    ).json
    results = {}
    for account in (accounts[0], average):
        trade = logged(trader, fees="0", position_size=1, account_id=account["id"])
        fill(trader, trade, "entry", 1, "4510")
        results[account["matching"]] = fill(
            trader, trade, "exit", 1, "4520", "2026-11-19T15:30:00Z"
        ).json["trade"]
    assert results["fifo"]["realised_pnl"] == "1000"
    assert results["weighted_average"]["realised_pnl"] == "750"


def test_an_exit_of_more_than_is_held_is_refused_with_what_is_held(trader):
    trade = logged(trader)
    answer = fill(trader, trade, "exit", 5, "4510")
    assert (answer.status_code, answer.json["code"]) == (422, "trade.exit_too_large")
    assert answer.json["held"] == "2"
    assert trader.get(f"/api/trading/trades/{trade['id']}").json == trade


def test_an_exit_of_more_than_is_held_is_two_trades_where_that_is_said(trader):
    trade = logged(trader)
    result = fill(trader, trade, "exit", 5, "4510", fees="5", reverse=True).json
    closed, opened = result["trade"], result["opened"]
    assert (closed["status"], closed["position_size"], closed["fees"]) == ("closed", "2", "6")
    assert (opened["status"], opened["direction"], opened["position_size"]) == (
        "open",
        "short",
        "3",
    )
    assert (opened["entry_price"], opened["fees"], opened["source"]) == ("4510", "3", "reversal")
    assert opened["account_id"] == closed["account_id"]
    assert trader.get(f"/api/trading/trades/{opened['id']}").json == opened


def test_the_other_side_of_a_reversal_has_the_terms_of_the_trade(trader):
    trade = logged(trader)
    own = {"symbol": "ES", "multiplier": 7, "tick_size": "0.5", "currency": "EUR"}
    assert trader.post("/api/trading/instruments", own).status_code == 201
    opened = fill(trader, trade, "exit", 3, "4510", reverse=True).json["opened"]
    assert (opened["multiplier"], opened["currency"]) == ("50", "USD")
    assert logged(trader)["multiplier"] == "7"


def test_r_stays_on_the_first_stop_and_the_managed_r_follows_the_last(trader):
    trade = logged(trader, fees="0", entry_time=datetime.now(UTC).isoformat())
    path = f"/api/trading/trades/{trade['id']}"
    moved = trader.post(f"{path}/stop", {"stop_price": "4495"}).json
    assert (moved["initial_stop_price"], moved["stop_price"], moved["risk_amount"]) == (
        "4490",
        "4495",
        "1000",
    )
    closed = trader.post(f"{path}/close", {"exit_price": "4510"}).json
    assert (closed["r_multiple"], closed["managed_r"]) == ("1", "2")
    assert [event["kind"] for event in events_of(trader, trade)] == [
        "filled",
        "stop_set",
        "stop_moved",
        "exited",
    ]


def test_a_stop_that_was_moved_in_hindsight_does_not_improve_the_managed_r(trader):
    trade = logged(trader, fees="0", exit_price="4510", exit_time="2026-11-19T15:00:00Z")
    later = {"stop_price": "4495", "event_time": "2026-11-19T14:40:00Z"}
    assert trader.post(f"/api/trading/trades/{trade['id']}/stop", later).json["managed_r"] == "1"


def test_a_stop_that_is_told_after_the_exit_measures_nothing(trader):
    trade = logged(trader, stop_price=None, exit_price="4510", exit_time="2026-11-19T15:00:00Z")
    assert trade["r_reason"] == "no_stop"
    late = trader.post(
        f"/api/trading/trades/{trade['id']}/stop",
        {"stop_price": "4490", "event_time": "2026-11-19T14:31:00Z"},
    ).json
    assert (late["r_multiple"], late["r_reason"]) == (None, "stop_recorded_after_exit")


def test_an_event_tells_when_it_happened_and_when_it_was_recorded(trader):
    trade = logged(trader, notes="first", emotional_state="calm")
    first, *later = events_of(trader, trade)
    assert first["event_time"] == "2026-11-19T14:30:00.000000Z"
    assert first["recorded_time"] == trade["created_at"]
    assert [item["seq"] for item in (first, *later)] == [1, 2, 3, 4]
    assert {item["kind"] for item in later} == {"stop_set", "felt", "noted"}


def test_a_voided_exit_opens_the_trade_again_and_stays_in_the_history(trader):
    trade = logged(trader, exit_price="4510", exit_time="2026-11-19T15:00:00Z")
    wrong = events_of(trader, trade)[-1]
    path = f"/api/trading/trades/{trade['id']}/events/{wrong['id']}/void"
    back = trader.post(path, {"reason": "typed the wrong price"}).json
    assert (back["status"], back["pnl"], back["exit_time"], back["open_size"]) == (
        "open",
        None,
        None,
        "2",
    )
    history = events_of(trader, trade)
    assert [item["voided"] for item in history if item["id"] == wrong["id"]] == [True]
    assert history[-1]["payload"] == {"event_id": wrong["id"], "reason": "typed the wrong price"}
    again = trader.post(path, {})
    assert (again.status_code, again.json["code"]) == (409, "trade.event_stands")
    itself = f"/api/trading/trades/{trade['id']}/events/{history[-1]['id']}/void"
    assert trader.post(itself, {}).status_code == 409


def test_the_only_entry_cannot_be_voided(trader):
    trade = logged(trader)
    entry = events_of(trader, trade)[0]
    answer = trader.post(f"/api/trading/trades/{trade['id']}/events/{entry['id']}/void", {})
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "trade.fills_do_not_fit")
    assert trader.get(f"/api/trading/trades/{trade['id']}").json == trade


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"action": "exit", "quantity": "-1", "price": "4510"}, "input.invalid"),
        ({"action": "exit", "quantity": "0", "price": "4510"}, "input.invalid"),
        ({"action": "exit", "quantity": "1", "price": "0"}, "trade.inconsistent"),
        ({"action": "exit", "quantity": "1", "price": "NaN"}, "input.invalid"),
        ({"action": "exit", "quantity": "1", "price": "1" * 20}, "input.invalid"),
        ({"action": "sell", "quantity": "1", "price": "4510"}, "input.invalid"),
        ({**EXIT, "event_time": "1900-01-01T00:00:00Z"}, "input.invalid"),
        ({**EXIT, "event_time": "2099-01-01T00:00:00Z"}, "trade.inconsistent"),
        ({**EXIT, "event_time": "2026-11-19T14:00:00Z"}, "trade.inconsistent"),
        ({"action": "entry", "quantity": "9" * 14, "price": "9" * 14}, "trade.inconsistent"),
    ],
    ids=str,
)
def test_a_bad_fill_is_refused_and_leaves_everything_as_it_was(trader, body, code):
    trade = logged(trader)
    answer = trader.post(f"/api/trading/trades/{trade['id']}/fills", body)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert trader.get(f"/api/trading/trades/{trade['id']}").json == trade
    assert len(events_of(trader, trade)) == 2


def test_a_fill_for_a_closed_trade_is_a_conflict(trader):
    trade = logged(trader, exit_price="4510", exit_time="2026-11-19T15:00:00Z")
    answer = fill(trader, trade, "entry", 1, "4500")
    assert (answer.status_code, answer.json["code"]) == (409, "trade.already_closed")


def test_an_event_in_the_past_cannot_be_edited(world, trader):
    trade = logged(trader)
    event = events_of(trader, trade)[0]
    path = f"/api/trading/trades/{trade['id']}/events/{event['id']}"
    assert {
        trader.ask(method, path, {"payload": {}}).status_code
        for method in ("PUT", "PATCH", "DELETE")
    } <= {
        404,
        405,
    }
    rights = world.sql(
        "select privilege_type from information_schema.role_table_grants "
        "where grantee = 'coach_app' and table_name = 'trade_events' order by 1"
    )
    assert rights == [("INSERT",), ("SELECT",)]


def test_of_two_closes_at_once_one_wins(world, trader):
    trade = logged(trader)
    answers = []

    def close(price):
        answers.append(
            trader.post(
                f"/api/trading/trades/{trade['id']}/close", {"exit_price": price}
            ).status_code
        )

    threads = [threading.Thread(target=close, args=(str(4510 + number),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [409] * 5
    assert [event["kind"] for event in events_of(trader, trade)].count("exited") == 1


def test_words_can_change_and_the_history_keeps_what_was_said(trader):
    trade = logged(trader, notes="broke out", emotional_state="calm", pattern_tags=["orb"])
    trader.post(
        f"/api/trading/trades/{trade['id']}/notes", {"text": "held", "emotional_state": "greedy"}
    )
    answer = trader.get(f"/api/trading/trades/{trade['id']}").json
    assert (answer["notes"], answer["emotional_state"]) == ("broke out\n\nheld", "greedy")
    changed = trader.patch(
        f"/api/trading/trades/{trade['id']}", {"notes": "new", "setup": "ORB"}
    ).json
    assert (changed["notes"], changed["setup"], changed["pattern_tags"]) == ("new", "ORB", ["orb"])
    replaced = trader.ask("PUT", f"/api/trading/trades/{trade['id']}", {"setup": "ORB"}).json
    assert (replaced["notes"], replaced["pattern_tags"], replaced["emotional_state"]) == (
        None,
        [],
        None,
    )
    assert replaced["account_id"] == trade["account_id"]
    lines = [
        event["payload"]["text"] for event in events_of(trader, trade) if event["kind"] == "noted"
    ]
    assert lines == ["broke out", "held", "new", ""]
    empty = trader.post(f"/api/trading/trades/{trade['id']}/notes", {})
    assert empty.json["errors"][0]["code"] == "trade.empty_note"


def test_a_deleted_trade_is_gone_with_its_history(world, trader):
    trade = logged(trader)
    assert trader.ask("DELETE", f"/api/trading/trades/{trade['id']}").status_code == 204
    assert trader.get(f"/api/trading/trades/{trade['id']}").status_code == 404
    assert world.sql("select count(*) from trade_events") == [(0,)]


def test_a_trade_has_an_end_of_its_history(world, trader):
    trade = logged(trader)
    world.sql(
        "insert into trade_events select gen_random_uuid(), user_id, trade_id, n, 'noted', event_time, recorded_time, "
        '\'{"text": "x"}\' from trade_events, generate_series(3, 1000) n where seq = 1'
    )
    world.sql("update trades set event_head = 1000")
    answer = trader.post(f"/api/trading/trades/{trade['id']}/notes", {"text": "one more"})
    assert (answer.status_code, answer.json["code"]) == (409, "trade.history_full")


def test_slippage_is_against_the_planned_entry(trader):
    trade = logged(trader, planned_entry_price="4499")
    assert (trade["entry_slippage"], trade["slippage_amount"]) == ("1", "100")


def test_every_derived_column_follows_from_the_events(world, trader):
    from types import SimpleNamespace

    from backend.features.record.trades.projection.contract_terms import ContractTerms
    from backend.features.record.trades.projection.projection import derive

    trade = logged(trader)
    fill(trader, trade, "entry", "1.5", "4505.25", fees="1.1")
    fill(trader, trade, "exit", "2.5", "4511", "2026-11-19T15:10:00Z")
    fill(trader, trade, "exit", "1", "4499.75", "2026-11-19T15:20:00Z", fees="0.33")
    rows = world.sql(
        "select id, kind, event_time, recorded_time, payload from trade_events order by seq"
    )
    names = ("id", "kind", "event_time", "recorded_time", "payload")
    events = [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows]
    terms = ContractTerms(
        direction="long",
        multiplier=Decimal(50),
        matching="fifo",
        planned_entry_price=None,
        currency="USD",
        zone="America/Chicago",
        calendar="GLOBEX_EQUITY",
    )
    derived = derive(events, terms)
    again = derived.figures.columns()
    [stored] = world.sql(f"select {', '.join(again)} from trades")
    assert list(stored) == list(again.values())
    rows = world.sql(
        "select event_id, day, gross, fees, net from realised_results order by event_time"
    )
    assert rows == [
        (row.event_id, row.day, row.gross, row.fees, row.net) for row in derived.realised
    ]
