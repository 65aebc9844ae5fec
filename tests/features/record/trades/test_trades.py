from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from backend.core.db import acting_for
from backend.features.record.trades.trade_list import service as trade_list
from backend.features.record.trades.trade_list.schemas import TradeFilter
from tests.sent_statements import hearing, sent_statements

TRADE = {
    "instrument": "ESZ6",
    "direction": "long",
    "entry_price": "4500.25",
    "position_size": 2,
    "entry_time": "2026-11-19T14:30:00Z",
    "stop_price": "4490.25",
    "target_price": "4520.25",
}


def test_an_open_trade_knows_its_risk(world):
    trade = world.trader().post("/api/trading/trades", TRADE)
    assert trade.status_code == 201
    assert trade.json["instrument"] == "ES"
    assert trade.json["contract"] == "ESZ6"
    assert trade.json["risk_amount"] == "1000"  # 10 points, 2 contracts, 50 dollars a point
    assert trade.json["status"] == "open"
    assert trade.json["pnl"] is None


def test_closing_gives_the_result_and_r_after_fees(world):
    trader = world.trader()
    trade = trader.post("/api/trading/trades", {**TRADE, "fees": "2.10"}).json
    body = {"exit_price": "4515.25", "exit_time": "2026-11-19T15:10:00Z", "fees": "2.10"}
    closed = trader.post(f"/api/trading/trades/{trade['id']}/close", body).json
    assert closed["pnl_gross"] == "1500"  # 15 points, 2 contracts, 50 dollars
    assert closed["pnl"] == "1495.8"
    assert closed["r_multiple"] == "1.4958"
    assert closed["exit_time"] == "2026-11-19T15:10:00.000000Z"


def test_a_second_close_is_refused_and_changes_nothing(world):
    trader = world.trader()
    trade = trader.post("/api/trading/trades", TRADE).json
    trader.post(f"/api/trading/trades/{trade['id']}/close", {"exit_price": "4512.50"})
    second = trader.post(f"/api/trading/trades/{trade['id']}/close", {"exit_price": "4513.00"})
    assert (second.status_code, second.json["code"]) == (409, "trade.already_closed")
    assert trader.get(f"/api/trading/trades/{trade['id']}").json["exit_price"] == "4512.5"


def test_r_is_null_with_a_reason_without_a_stop_or_with_one_on_the_wrong_side(world):
    trader = world.trader()
    closed = {"exit_price": "4510", "exit_time": "2026-11-19T15:10:00Z"}
    without = {name: value for name, value in TRADE.items() if name != "stop_price"}
    assert trader.post("/api/trading/trades", {**without, **closed}).json["r_reason"] == "no_stop"
    wrong = trader.post("/api/trading/trades", {**TRADE, **closed, "stop_price": "4505"}).json
    assert (wrong["r_multiple"], wrong["r_reason"]) == (None, "stop_on_the_wrong_side")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"instrument": "NOTHING!"}, "instrument.unknown"),
        ({"entry_price": "0"}, "trade.inconsistent"),
        ({"entry_price": "-4"}, "trade.inconsistent"),
        ({"entry_price": "NaN"}, "input.invalid"),
        ({"entry_price": "1" * 20}, "input.invalid"),
        ({"position_size": True}, "input.invalid"),
        ({"entry_time": "2026-11-19T14:30:00"}, "input.invalid"),
        ({"entry_time": 0}, "input.invalid"),
        ({"entry_time": "1900-01-01T00:00:00Z"}, "input.invalid"),
        ({"entry_time": "2099-01-01T00:00:00Z"}, "trade.inconsistent"),
        ({"exit_price": "4510"}, "trade.inconsistent"),
        ({"exit_price": "4510", "exit_time": "2026-11-19T14:00:00Z"}, "trade.inconsistent"),
        ({"target_price": "4400"}, "trade.inconsistent"),
        ({"direction": "up"}, "input.invalid"),
        ({"user_id": "x"}, "input.invalid"),
        ({"notes": "a\x00b"}, "input.invalid"),
        (
            {"position_size": "99999999999999", "entry_price": "99999999999999"},
            "trade.inconsistent",
        ),
    ],
    ids=str,
)
def test_bad_input_is_refused_and_logs_nothing(world, change, code):
    trader = world.trader()
    answer = trader.post("/api/trading/trades", {**TRADE, **change})
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert trader.get("/api/trading/trades").json["items"] == []


def test_pages_follow_each_other_without_gap_or_repetition(world):
    trader = world.trader()
    for minute in range(7):
        trader.post(
            "/api/trading/trades", {**TRADE, "entry_time": f"2026-11-19T14:3{minute % 4}:00Z"}
        )
    listed, cursor = [], None
    while True:
        page = trader.get(
            "/api/trading/trades",
            query_string={"limit": 3, **({"cursor": cursor} if cursor else {})},
        ).json
        listed += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(listed) == len(set(listed)) == 7
    assert (
        trader.get("/api/trading/trades", query_string={"cursor": "bm9uc2Vuc2U"}).status_code == 422
    )
    assert trader.get("/api/trading/trades", query_string={"colour": "red"}).status_code == 422


def test_a_trade_reads_the_same_in_a_list_and_by_itself(world):
    trader = world.trader()
    more = {
        "exit_price": "4510.5",
        "exit_time": "2026-11-19T19:00:00.25Z",
        "notes": 'Ünd "so"\n',
        "pattern_tags": ["a,b", "{}"],
    }
    created = trader.post("/api/trading/trades", TRADE | more).json
    listed = trader.get("/api/trading/trades").json["items"]
    assert listed == [created] == [trader.get(f"/api/trading/trades/{created['id']}").json]


def test_the_same_idempotency_key_logs_one_trade_and_another_body_is_a_conflict(world):
    trader = world.trader()
    headers = {"Idempotency-Key": "trade-1"}
    first = trader.post("/api/trading/trades", TRADE, headers=headers)
    again = trader.post("/api/trading/trades", TRADE, headers=headers)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    other = trader.post("/api/trading/trades", {**TRADE, "position_size": 3}, headers=headers)
    assert (other.status_code, other.json["code"]) == (409, "idempotency.key_reused")
    assert len(trader.get("/api/trading/trades").json["items"]) == 1


def test_a_page_of_fifty_costs_as_many_statements_as_a_page_of_one(world, app):
    trader = world.trader()
    engine = app.extensions["coach"].database.engine

    def statements() -> int:
        world.settle()  # what looks at the trades behind their answers counts for nothing here
        with sent_statements(engine) as sent:
            trader.get("/api/trading/trades")
        return len([statement for statement in sent if not statement.startswith("prepare ")])

    trader.post("/api/trading/trades", TRADE)
    for_one = statements()
    for _ in range(9):
        trader.post("/api/trading/trades", TRADE)
    assert statements() == for_one == 1  # who asks travels with the page


def test_a_page_is_as_the_trades_are_whoever_changed_them_and_holds_nobody_else_s(world):
    trader, other = world.trader(), world.trader()
    first = trader.post("/api/trading/trades", TRADE).json["id"]
    second = trader.post("/api/trading/trades", TRADE).json["id"]

    def listed(who) -> list[tuple[str, str | None]]:
        items = who.get("/api/trading/trades").json["items"]
        return [(item["id"], item["notes"]) for item in items]

    assert listed(trader) == listed(trader) == [(second, None), (first, None)]
    trader.patch(f"/api/trading/trades/{first}", {"notes": "by me"})
    assert listed(trader) == [(second, None), (first, "by me")]
    world.sql("update trades set notes = 'by hand' where id = %s", second)
    assert listed(trader) == [(second, "by hand"), (first, "by me")]
    theirs = other.post("/api/trading/trades", TRADE).json["id"]
    assert listed(other) == [(theirs, None)]
    trader.ask("DELETE", f"/api/trading/trades/{first}")
    assert listed(trader) == [(second, "by hand")]


def test_what_a_page_showed_within_a_transaction_is_shown_to_nobody_after_it(world, app):
    trader = world.trader()
    trade = trader.post("/api/trading/trades", TRADE).json
    user_id = UUID(trader.user["id"])
    change = text("update trades set notes = :notes where id = :id")
    with app.extensions["coach"].database.transaction(acting_for(user_id)) as session:
        session.execute(change, {"notes": "half way", "id": trade["id"]})
        half_way = trade_list.list_trades(session, user_id, TradeFilter())
        session.execute(change, {"notes": "done", "id": trade["id"]})
    assert b"half way" in orjson.dumps([*half_way.items])
    [listed] = trader.get("/api/trading/trades").json["items"]
    assert listed["notes"] == "done"


def test_a_page_that_was_shown_is_not_written_again(world, app):
    trader = world.trader()
    trade = trader.post("/api/trading/trades", TRADE).json
    told = []

    def note(_cursor, statement, values):
        if "execute first_trades" in statement:
            told.append(values[2])

    with hearing(app.extensions["coach"].database.engine, note):
        first, second = (trader.get("/api/trading/trades").json for _ in range(2))
    assert first == second
    assert told[0] == "[]"
    assert trade["id"] in told[1]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({}, "ix_trades_recent"),
        ({"status": "closed"}, "ix_trades_recent"),
        ({"trade_type": "real"}, "ix_trades_recent"),
        ({"sort": "entry_time"}, "ix_trades_recent"),
        ({"sort": "-exit_time"}, "ix_trades_by_exit"),
        ({"sort": "pnl"}, "ix_trades_by_result"),
        ({"sort": "-r_multiple"}, "ix_trades_by_r"),
    ],
    ids=str,
)
def test_a_page_is_read_from_an_index_and_never_sorted(world, app, query, index):
    trader = world.trader()
    trader.post(
        "/api/trading/trades", {**TRADE, "exit_price": 4510, "exit_time": "2026-11-19T15:00:00Z"}
    )
    names = [
        row[0]
        for row in world.sql(
            "select column_name from information_schema.columns where table_name = 'trades'"
        )
    ]
    new = {"id": "gen_random_uuid()", "entry_time": "entry_time - n * interval '1 minute'"}
    world.sql(
        f"insert into trades ({', '.join(names)}) select {', '.join(new.get(name, name) for name in names)} "
        "from trades, generate_series(1, 5000) n; analyze trades"
    )
    plans = []

    def explain(cursor, statement, parameters):
        is_prepared = "execute first_trades" in statement
        is_read = is_prepared or ("json_object(" in statement and "prepare " not in statement)
        if is_read and not plans:
            plans.append(None)
            entry, _, query = statement.rpartition("; ")
            cursor.execute(f"{entry}; explain {query}", parameters)
            plans.append("\n".join(row[0] for row in cursor.fetchall()))

    engine = app.extensions["coach"].database.engine
    with hearing(engine, explain):
        first = trader.get("/api/trading/trades", query_string=query)
    assert first.status_code == 200
    assert index in plans[1], plans[1]
    assert "Seq Scan on trades" not in plans[1]
