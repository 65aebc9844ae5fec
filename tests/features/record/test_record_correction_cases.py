"""What was typed wrong is corrected by one call, and the history keeps both."""

import threading

import pytest

from tests.features.record.record_calls import (
    TRADES,
    answered,
    code_of,
    events,
    fill,
    logged,
    money_by_day,
    read,
)

MONDAY = "2026-11-16T15:00:00Z"
THURSDAY = "2026-11-19T15:00:00Z"


@pytest.fixture
def trader(world):
    return world.trader()


def test_a_price_that_was_typed_wrong_is_corrected_by_one_call(trader):
    trade = logged(trader, entry_price="4050", stop_price="4040", fees="4")
    typo = events(trader, trade)[0]["id"]
    path = f"{TRADES}/{trade['id']}/fills"
    right = {"price": "4500", "reason": "typed wrong"}
    answered(trader.patch(f"{path}/{typo}", right))
    now = read(trader, trade)
    assert (now["entry_price"], now["position_size"], now["fees"]) == ("4500", "2", trade["fees"])
    history = events(trader, trade)
    corrected = history[-1]
    assert [item["kind"] for item in history] == ["filled", "stop_set", "corrected"]
    assert history[0]["payload"]["price"] == "4050"
    assert (corrected["payload"]["event_id"], corrected["payload"]["price"]) == (typo, "4500")
    assert code_of(trader.patch(f"{path}/{typo}", right)) == (409, "trade.event_stands")
    void = f"{TRADES}/{trade['id']}/events/{typo}/void"
    assert code_of(trader.post(void, {})) == (409, "trade.event_stands")
    answered(trader.patch(f"{path}/{corrected['id']}", {"quantity": 3}))
    now = read(trader, trade)
    assert (now["entry_price"], now["position_size"]) == ("4500", "3")


def test_an_exit_of_a_closed_trade_is_corrected_with_all_that_follows(trader):
    trade = logged(trader)
    fill(trader, trade, "exit", 1, "4510")
    fill(trader, trade, "exit", 1, "4530", event_time=THURSDAY)
    wrong = events(trader, trade)[1]["id"]
    path = f"{TRADES}/{trade['id']}/fills/{wrong}"
    before = read(trader, trade)
    assert trader.patch(path, {"quantity": 2}).status_code == 422
    assert read(trader, trade) == before
    answered(trader.patch(path, {"price": "4490", "fees": "1", "event_time": MONDAY}), 422)
    answered(trader.patch(path, {"price": "4490", "fees": "1"}))
    assert read(trader, trade)["pnl"] == "999"  # -500 + 1,500 - 1
    assert money_by_day(trader) == {"2026-11-18": "-501", "2026-11-19": "1500"}


def test_of_two_corrections_at_once_one_stands(trader):
    trade = logged(trader)
    path = f"{TRADES}/{trade['id']}/fills/{events(trader, trade)[0]['id']}"
    answers = []

    def correct(price):
        answers.append(trader.patch(path, {"price": price}).status_code)

    threads = [threading.Thread(target=correct, args=(str(4400 + n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409]
    assert [item["kind"] for item in events(trader, trade)] == ["filled", "corrected"]


def test_what_was_voided_is_not_corrected(trader):
    trade = logged(trader)
    fill(trader, trade, "entry", 1, "4510")
    second = events(trader, trade)[1]["id"]
    answered(trader.post(f"{TRADES}/{trade['id']}/events/{second}/void", {}))
    answer = trader.patch(f"{TRADES}/{trade['id']}/fills/{second}", {"price": "4511"})
    assert code_of(answer) == (409, "trade.event_stands")
