"""What was logged and is said otherwise corrects that trade, and a trade goes to the trash: both once confirmed."""

import pytest

from tests.features.chat.conversation import Conversation

TOLD = "/trade long ES 6000 stop 5990 out 6010 size 2"


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader())


@pytest.fixture
def logged(talk):
    """Two ES from 6000 with a stop at 5990, left at 6010: 1,000 dollars and 1 R."""
    assert talk.confirm(talk.say(TOLD)).status_code == 200
    return talk


def the_trade(talk):
    (trade,) = talk.trades()
    return trade


@pytest.mark.parametrize(
    ("words", "proposal", "columns"),
    [
        # nine points of 50 dollars for each of two
        ("sorry, I actually got out at 6009", {"exit_price": "6009"}, ("900", "0.9")),
        ("exit 6009 not 6010", {"exit_price": "6009"}, ("900", "0.9")),
        ("oh it was 6009 where I left, not 6010", {"exit_price": "6009"}, ("900", "0.9")),
        ("no, stop was 5995", {"stop_price": "5995"}, ("1000", "2")),
        ("the stop should be 5995", {"stop_price": "5995"}, ("1000", "2")),
        ("I meant 3 contracts", {"position_size": "3"}, ("1500", "1")),
        ("make that 1 lot", {"position_size": "1"}, ("500", "1")),
        ("entry was 6001 actually", {"entry_price": "6001"}, ("900", "0.8181818182")),
    ],
)
def test_what_was_logged_is_corrected_and_no_second_trade_offered(logged, words, proposal, columns):
    trade_id = the_trade(logged)["id"]

    answer = logged.say(words)

    assert answer["draft"]["kind"] == "correction", answer["content"]
    assert answer["draft"]["proposal"] == {"trade_id": trade_id, **proposal}
    assert the_trade(logged)["pnl"] == "1000"  # nothing is written before it is confirmed
    confirmed = logged.confirm(answer)
    assert confirmed.status_code == 200, confirmed.json
    trade = the_trade(logged)
    assert trade["id"] == trade_id
    assert (trade["pnl"], trade["r_multiple"]) == columns


def test_a_right_value_is_said_to_be_there_already(logged):
    answer = logged.say("no, stop was 5990")
    assert answer["draft"] is None
    assert answer["content"] == (
        "ES long 2 at 6000 has stop 5990 on record already: nothing to correct."
    )


def test_a_number_without_its_name_is_asked_about(logged):
    asked = logged.say("that should be 6008")
    assert (asked["draft"], asked["understood"]["asked"]) == (None, "correction")
    assert [action["label"] for action in asked["actions"]][:2] == ["The entry", "The exit"]


def test_a_correction_is_corrected_itself_before_it_is_confirmed(logged):
    answer = logged.say("sorry, I actually got out at 6009")
    done = logged.confirm(answer, exit_price="6008.50")
    assert done.status_code == 200, done.json
    assert the_trade(logged)["pnl"] == "850"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exit_price": "abc"}, "input.invalid"),
        ({"position_size": "-1"}, "input.invalid"),
        ({"trade_id": "6a6f0000-0000-4000-8000-000000000000"}, "trade.not_found"),
        ({"user_id": "somebody"}, "input.invalid"),
    ],
)
def test_a_wrong_correction_is_refused_and_the_draft_stays_open(logged, changes, code):
    answer = logged.say("sorry, I actually got out at 6009")
    refused = logged.confirm(answer, **changes)
    assert refused.json["code"] == code
    assert (the_trade(logged)["pnl"], logged.answer(answer["id"])["draft"]["status"]) == (
        "1000",
        "open",
    )


def test_another_direction_makes_another_trade_in_its_place(logged):
    """Short from 6000 to 6010 loses ten points of 50 dollars for each of two; its stop was on the other side."""
    wrong = the_trade(logged)["id"]
    answer = logged.say("actually it was a short")
    assert answer["draft"]["proposal"] == {"replaces": wrong}
    assert "stop 5990 would be on the wrong side" in answer["content"]

    assert logged.confirm(answer).status_code == 200

    trade = the_trade(logged)
    assert (trade["direction"], trade["pnl"], trade["stop_price"]) == ("short", "-1000", None)
    trash = logged.trader.get("/api/trading/trades/deleted").json["items"]
    assert [item["trade"]["id"] for item in trash] == [wrong]


def test_another_market_too(logged):
    logged.confirm(logged.say("it was MES not ES"))
    trade = the_trade(logged)
    assert (trade["instrument"], trade["pnl"]) == ("MES", "100")


def test_a_trade_that_is_not_confirmed_yet_is_drafted_anew(talk):
    first = talk.say(TOLD)
    second = talk.say("sorry, I meant 3 contracts")
    assert second["draft"]["trade"]["position_size"] == "3"
    assert second["draft"]["trade"]["exit_price"] == "6010"
    assert talk.answer(first["id"])["draft"]["status"] == "dismissed"
    third = talk.say("no, I got out at 6009")
    assert third["draft"]["trade"]["exit_price"] == "6009"
    talk.confirm(third)
    assert the_trade(talk)["pnl"] == "1350"  # nine points of 50 dollars for each of three


def test_an_end_that_waits_is_drafted_anew(talk):
    talk.say("long ES 6000 stop 5990 target 6020 2 contracts")
    talk.confirm(talk.say("log it"))
    first = talk.say("closed at 6010")
    second = talk.say("sorry, 6009 not 6010")
    assert second["draft"]["proposal"]["exits"] == [{"price": "6009"}]
    assert talk.answer(first["id"])["draft"]["status"] == "dismissed"
    talk.confirm(second)
    assert the_trade(talk)["pnl"] == "900"


def test_a_trade_that_is_held_ends_and_its_stop_goes_on_being_moved(talk):
    talk.say("long ES 6000 stop 5990 target 6020 2 contracts")
    talk.confirm(talk.say("log it"))
    assert talk.say("moved my stop to 5995")["draft"]["kind"] == "level"
    fix = talk.say("no, the stop was 5992")
    assert fix["draft"]["kind"] == "correction"
    assert fix["actions"][0]["text"] == "/move stop to 5992"
    assert talk.say("closed half at 6005")["draft"]["kind"] == "exit"


def test_what_is_told_of_a_trade_that_is_over_is_no_second_trade(logged):
    answer = logged.say("moved my stop to 5995")
    assert answer["draft"] is None
    assert "is over on your record" in answer["content"]


@pytest.mark.parametrize(
    "words", ["delete the ES trade", "remove my last trade", "get rid of that trade please"]
)
def test_a_trade_is_deleted_once_it_is_confirmed(logged, words):
    trade_id = the_trade(logged)["id"]
    answer = logged.say(words)
    assert (answer["draft"]["kind"], answer["draft"]["proposal"]) == (
        "deletion",
        {"trade_id": trade_id},
    )
    assert "ES long 2 at 6000" in answer["content"]
    assert len(logged.trades()) == 1
    assert logged.confirm(answer).status_code == 200
    assert logged.trades() == []
    [deleted] = logged.trader.get("/api/trading/trades/deleted").json["items"]
    assert deleted["trade"]["id"] == trade_id


def test_of_several_it_is_asked_which_one_and_of_none_it_is_said(logged):
    logged.say("/new")
    logged.confirm(logged.say(TOLD))
    asked = logged.say("delete the ES trade")
    assert (asked["draft"], asked["understood"]["asked"]) == (None, "trade")
    assert len(asked["actions"]) == 2
    assert logged.say("delete the GC trade")["draft"] is None
    assert len(logged.trades()) == 2
