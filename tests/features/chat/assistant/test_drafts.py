"""A trade that was told in the chat is a draft to confirm."""

import threading

import pytest

TOLD = "long NQ 18250 stop 18230 out 18290, 2 contracts"


@pytest.fixture
def drafted(world):
    trader = world.trader()

    def tell(words, **more):
        sent = trader.say(words, **more)
        assert world.desk().answer_next()
        return trader.get(f"/api/messages/{sent['answer']['id']}").json

    return trader, tell


def test_a_told_trade_is_shown_as_it_was_understood_and_logged_when_confirmed(drafted):
    trader, tell = drafted
    answer = tell(TOLD)
    draft = answer["draft"]
    assert (draft["kind"], draft["status"], draft["missing"], draft["trade_id"]) == (
        "trade",
        "open",
        [],
        None,
    )
    trade = draft["trade"]
    assert (trade["instrument"], trade["direction"], trade["entry_price"], trade["exit_price"]) == (
        "NQ",
        "long",
        "18250",
        "18290",
    )
    assert trader.get("/api/trading/trades").json["items"] == []
    confirmed = trader.post(f"/api/messages/{answer['id']}/draft/confirm", {})
    assert confirmed.status_code == 200, confirmed.json
    logged = trader.get(f"/api/trading/trades/{confirmed.json['draft']['trade_id']}").json
    assert (logged["pnl"], logged["r_multiple"], logged["source"]) == ("1600", "2", "chat")
    assert logged["message_id"] == answer["parent_message_id"]
    again = trader.post(f"/api/messages/{answer['id']}/draft/confirm", {})
    assert (again.status_code, again.json["code"]) == (409, "draft.settled")


def test_what_was_not_said_is_asked_for_and_can_be_corrected(drafted):
    trader, tell = drafted
    answer = tell("Short ES 4520 stop 4526 target 4500")
    assert answer["draft"]["missing"] == ["position_size"]
    assert "exit_price" not in answer["draft"]["trade"]
    path = f"/api/messages/{answer['id']}/draft/confirm"
    refused = trader.post(path, {})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "position_size")
    wrong = trader.post(path, {"changes": {"position_size": 1, "target_price": "4600"}})
    assert (wrong.status_code, wrong.json["code"]) == (422, "trade.inconsistent")
    assert trader.post(path, {"changes": {"position_size": 1, "user_id": "x"}}).status_code == 422
    assert trader.get("/api/trading/trades").json["items"] == []
    body = {"changes": {"position_size": "3", "entry_time": "2026-11-19T14:30:00Z"}}
    done = trader.post(path, body).json["draft"]
    assert done["status"] == "confirmed"
    [trade] = trader.get("/api/trading/trades").json["items"]
    assert (trade["position_size"], trade["status"], trade["target_price"]) == ("3", "open", "4500")


def test_the_end_of_a_trade_that_nobody_knows_is_no_trade_and_the_whole_is_asked_for(drafted):
    trader, tell = drafted
    answer = tell("/close my long NQ at 18290, stop was 18230, 1 contract")
    assert answer["draft"] is None
    assert answer["content"].startswith("I know of no open trade that this could be.")
    assert trader.get("/api/trading/trades").json["items"] == []


def test_a_price_that_may_be_entry_or_exit_is_neither_until_the_trader_says(drafted):
    _, tell = drafted
    answer = tell("/close my long ES 4500, 1 contract")
    assert answer["draft"] is None
    assert answer["content"] == "Is 4500 where you got in, or where you got out?"


def test_a_command_names_no_instrument(drafted):
    _, tell = drafted
    assert "instrument" in tell("/plan")["draft"]["missing"]


def test_a_dismissed_draft_logs_nothing(drafted):
    trader, tell = drafted
    answer = tell(TOLD)
    assert (
        trader.post(f"/api/messages/{answer['id']}/draft/dismiss").json["draft"]["status"]
        == "dismissed"
    )
    assert trader.post(f"/api/messages/{answer['id']}/draft/confirm", {}).status_code == 409
    assert trader.get("/api/trading/trades").json["items"] == []


@pytest.mark.parametrize(
    "words",
    ["how was my day?", "long or short ES at 4500?", "NQ looks heavy", "I want to end it all"],
)
def test_words_without_a_trade_carry_no_draft(drafted, words):
    trader, tell = drafted
    answer = tell(words)
    assert answer["draft"] is None
    refused = trader.post(f"/api/messages/{answer['id']}/draft/dismiss")
    assert (refused.status_code, refused.json["code"]) == (404, "draft.not_found")


def test_of_two_confirmations_at_once_one_logs(drafted):
    trader, tell = drafted
    answer = tell(TOLD)
    codes = []

    def confirm():
        codes.append(trader.post(f"/api/messages/{answer['id']}/draft/confirm", {}).status_code)

    threads = [threading.Thread(target=confirm) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 409, 409, 409, 409]
    assert len(trader.get("/api/trading/trades").json["items"]) == 1


def test_a_trade_is_a_draft_also_where_the_coach_answers(world):
    trader = world.trader()
    messages = [
        ("long NQ 18250 stop 18230 out 18290", True),
        ("I feel sick about ES", False),
    ]
    for words, is_draft in messages:
        sent = trader.say(words, mode="psychology")
        assert world.desk().answer_next()
        answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
        assert (answer["draft"] is not None) is is_draft


def test_a_draft_takes_fees_in_any_currency_and_prices_as_they_are_written(drafted):
    """From 110.5 to 110.515625 at 1,000: 15.625, and 1.20 that was paid for the order."""
    trader, tell = drafted
    answer = tell("/log long ZN 110.5 stop 110.25, 1 contract")
    path = f"/api/messages/{answer['id']}/draft/confirm"
    exit_of_it = {"exit_price": "110'165", "exit_time": "2026-11-18T16:00:00Z"}
    changes = {**exit_of_it, "entry_time": "2026-11-18T15:00:00Z", "fees": "-1.20"}
    for wrong, field in (
        ({"fee_currency": "XXX"}, "fee_currency"),
        ({"exit_price": "110'32"}, "exit_price"),
        ({"exit_price": "-1"}, "exit_price"),
        ({"instrument": "NOTHING!"}, "instrument"),
    ):
        refused = trader.post(path, {"changes": {**changes, **wrong}})
        assert refused.status_code == 422
        assert [item["field"] for item in refused.json["errors"]] == [field]
    assert trader.get("/api/trading/trades").json["items"] == []
    done = trader.post(path, {"changes": {**changes, "fee_currency": "USD"}})
    assert done.status_code == 200, done.json
    [trade] = trader.get("/api/trading/trades").json["items"]
    names = ("exit_price", "pnl_gross", "fees", "pnl", "outcome")
    assert tuple(trade[name] for name in names) == (
        "110.515625",
        "15.625",
        "-1.2",
        "16.825",
        "win",
    )


def test_a_plan_of_the_chat_may_be_corrected_in_the_notation_of_its_instrument(drafted):
    trader, tell = drafted
    answer = tell("/plan long ZN 110.5 stop 110.25 target 111, 1 contract")
    path = f"/api/messages/{answer['id']}/draft/confirm"
    changes = {
        "setup_description": "Back above the shelf",
        "entry_criteria": ["Holds above 110'16"],
        "stop_loss_level": "110'163",
    }
    refused = trader.post(path, {"changes": changes})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "stop_loss_level")
    done = trader.post(path, {"changes": {**changes, "stop_loss_level": "110'08"}})
    assert done.status_code == 200, done.json
    [plan] = trader.get("/api/trading/plans").json["items"]
    assert plan["stop_loss_level"] == "110.25"


@pytest.mark.parametrize(
    ("words", "symbol", "month"),
    [
        ("/log long ESZ6 4500 stop 4490, 1 contract", "ES", "2026-12-01"),
        ("/log long /ESH27 4500 stop 4490, 1 contract", "ES", "2027-03-01"),
        ("/log short CLF7 70 stop 71, 1 contract", "CL", "2027-01-01"),
        ("/log long ES 4500 stop 4490, 1 contract", "ES", None),
    ],
)
def test_the_month_that_was_named_is_kept(drafted, words, symbol, month):
    trader, tell = drafted
    answer = tell(words)
    done = trader.post(f"/api/messages/{answer['id']}/draft/confirm", {})
    assert done.status_code == 200, done.json
    [trade] = trader.get("/api/trading/trades").json["items"]
    assert (trade["instrument"], trade["contract_month"]) == (symbol, month)


def test_thirty_seconds_are_read_and_those_that_are_none_are_asked_for(drafted):
    _, tell = drafted
    trade = tell("/log long ZN 110'165 stop 110'08, 1 contract")["draft"]["trade"]
    assert (trade["entry_price"], trade["stop_price"]) == ("110.515625", "110.25")
    trade = tell("/log long ZC 450'2 stop 448'0, 1 contract")["draft"]["trade"]
    assert (trade["entry_price"], trade["stop_price"]) == ("450.25", "448")
    swiss = tell("/log long NQ 18'250 stop 18'230, 1 contract")["draft"]["trade"]
    assert (swiss["entry_price"], swiss["stop_price"]) == ("18250", "18230")
    wrong = tell("/log long ZN 110'16 stop 110'33, 1 contract")
    assert (wrong["draft"], wrong["understood"]["asked"]) == (None, "stop")


def test_an_idea_that_was_taken_is_not_logged_twice(drafted):
    trader, tell = drafted
    conversation = tell("Long ES 4500 stop 4490 target 4520, 2 contracts")["conversation_id"]
    first = tell("log it", conversation_id=conversation)
    second = tell("took it", conversation_id=conversation)
    assert first["draft"]["status"] == second["draft"]["status"] == "open"
    confirmed = trader.post(f"/api/messages/{second['id']}/draft/confirm", {})
    assert confirmed.status_code == 200, confirmed.json
    drafts = [
        message["draft"]
        for message in trader.get(f"/api/conversations/{conversation}/messages").json["items"]
        if message["draft"]
    ]
    assert {draft["status"] for draft in drafts} == {"confirmed", "dismissed"}
    refused = trader.post(f"/api/messages/{first['id']}/draft/confirm", {})
    assert (refused.status_code, refused.json["code"]) == (409, "draft.settled")
    again = tell("log it", conversation_id=conversation)
    assert again["draft"] is None
    assert "on your record already" in again["content"]
    assert len(trader.get("/api/trading/trades").json["items"]) == 1


def test_another_trade_of_the_market_is_a_trade_of_its_own(drafted):
    trader, tell = drafted
    one = tell("bought 2 ES at 4500 stop 4490")
    other = tell("bought 2 ES at 4502 stop 4490", conversation_id=one["conversation_id"])
    for answer in (one, other):
        assert trader.post(f"/api/messages/{answer['id']}/draft/confirm", {}).status_code == 200
    assert len(trader.get("/api/trading/trades").json["items"]) == 2
