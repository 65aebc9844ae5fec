"""Exits and levels that are told: shown as understood, and recorded only when they are confirmed."""

import pytest

from tests.factories.plans import ago
from tests.features.chat.conversation import Conversation


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader())


def held(trader, *, size=2, instrument="MES", direction="long", stop="4490", entry="4500"):
    """A trade that was entered ten minutes ago and is held."""
    answer = trader.post(
        "/api/trading/trades",
        {
            "instrument": instrument,
            "direction": direction,
            "entry_price": entry,
            "stop_price": stop,
            "position_size": size,
            "entry_time": ago(minutes=10),
        },
    )
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def now(talk, trade_id):
    return talk.trader.get(f"/api/trading/trades/{trade_id}").json


def test_half_is_drafted_and_recorded_when_it_is_confirmed(talk):
    """Of 2 MES from 4500 one at 4510: 10 points of 5 dollars."""
    trade_id = held(talk.trader)
    answer = talk.say("/close half at 4510")
    draft = answer["draft"]
    assert (draft["kind"], draft["status"], draft["missing"]) == ("exit", "open", [])
    assert draft["proposal"] == {
        "trade_id": trade_id,
        "exits": [{"price": "4510", "quantity": "1"}],
    }
    assert "MES long 2 at 4500" in answer["content"]
    assert (now(talk, trade_id)["open_size"], answer["verdict"]) == ("2", None)

    confirmed = talk.confirm(answer)

    assert confirmed.status_code == 200, confirmed.json
    assert confirmed.json["draft"]["trade_id"] == trade_id
    trade = now(talk, trade_id)
    assert (trade["status"], trade["open_size"]) == ("open", "1")
    assert talk.thread["trade_id"] == trade_id
    again = talk.confirm(answer)
    assert (again.status_code, again.json["code"]) == (409, "draft.settled")
    assert now(talk, trade_id)["open_size"] == "1"


def test_the_rest_is_closed_and_looked_back_on(talk):
    """One at 4510 and one at 4520: 50 and 100 dollars, on a risk of 2 times 50."""
    trade_id = held(talk.trader)
    talk.confirm(talk.say("/close half at 4510"))
    talk.confirm(talk.say("/close the rest at 4520"))
    trade = now(talk, trade_id)
    assert (trade["status"], trade["pnl"], trade["r_multiple"]) == ("closed", "150", "1.5")
    assert "USD 150" in talk.say("how did that one go?")["content"]


def test_an_exit_at_the_stop_is_at_the_stop_of_the_trade(talk):
    trade_id = held(talk.trader, stop="4492.25")
    draft = talk.say("/close stopped out")["draft"]
    assert draft["proposal"] == {"trade_id": trade_id, "exits": [{"price": "4492.25"}]}


def test_an_exit_without_a_price_is_asked_for_and_written_nowhere(talk):
    trade_id = held(talk.trader)
    asked = talk.say("/close")
    assert (asked["draft"], asked["understood"]["asked"]) == (None, "exit_price")
    assert talk.thread["asked"]["question"] == asked["content"]
    answer = talk.say("4507.50")
    assert answer["draft"]["proposal"]["exits"] == [{"price": "4507.5"}]
    assert talk.thread["asked"] is None
    assert now(talk, trade_id)["status"] == "open"


def test_what_was_understood_can_be_corrected(talk):
    trade_id = held(talk.trader)
    answer = talk.say("/close at 4510")
    done = talk.confirm(answer, exits=[{"price": "4511.25", "quantity": "1"}])
    assert done.status_code == 200, done.json
    assert now(talk, trade_id)["open_size"] == "1"
    assert done.json["draft"]["proposal"]["exits"] == [{"price": "4511.25", "quantity": "1"}]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exits": [{"price": "4510", "quantity": "3"}]}, "trade.exit_too_large"),
        ({"exits": [{"price": "not a price"}]}, "input.invalid"),
        ({"exits": []}, "input.invalid"),
        ({"exits": [{"price": "4510"}] * 9}, "input.invalid"),
        ({"exits": [{"price": "4510", "quantity": "-1"}]}, "input.invalid"),
        ({"exits": [{"price": "1e999"}]}, "input.invalid"),
        ({"user_id": "somebody"}, "input.invalid"),
    ],
    ids=str,
)
def test_a_wrong_correction_is_refused_and_the_draft_stays_open(talk, changes, code):
    trade_id = held(talk.trader)
    answer = talk.say("/close at 4510")
    refused = talk.confirm(answer, **changes)
    assert refused.json["code"] == code
    assert (now(talk, trade_id)["open_size"], talk.answer(answer["id"])["draft"]["status"]) == (
        "2",
        "open",
    )
    assert talk.confirm(answer).status_code == 200


def test_of_two_exits_all_or_none_is_recorded(talk):
    trade_id = held(talk.trader)
    answer = talk.say("/close at 4510")
    two = [{"price": "4510", "quantity": "1"}, {"price": "4520", "quantity": "2"}]
    assert talk.confirm(answer, exits=two).json["code"] == "trade.exit_too_large"
    assert now(talk, trade_id)["open_size"] == "2"


@pytest.mark.parametrize("words", ["/close at 4510", "/close half at 4510"])
def test_what_was_closed_meanwhile_is_not_closed_again(talk, words):
    trade_id = held(talk.trader)
    answer = talk.say(words)
    path = f"/api/trading/trades/{trade_id}/close"
    assert talk.trader.post(path, {"exit_price": "4505"}).status_code == 200
    before = now(talk, trade_id)
    refused = talk.confirm(answer)
    assert (refused.status_code, refused.json["code"]) == (409, "trade.already_closed")
    assert now(talk, trade_id)["pnl"] == before["pnl"]


@pytest.mark.parametrize("words", ["/close at 4510", "/stop 4495"])
def test_a_draft_that_is_put_aside_changes_nothing(talk, words):
    trade_id = held(talk.trader)
    before = now(talk, trade_id)
    answer = talk.say(words)
    assert talk.dismiss(answer).json["draft"]["status"] == "dismissed"
    assert talk.confirm(answer).json["code"] == "draft.settled"
    assert now(talk, trade_id) == before


@pytest.mark.parametrize("words", ["/close at 4510", "/stop 4495"])
def test_a_draft_of_another_traders_trade_is_refused(world, talk, words):
    theirs = held(world.trader())
    held(talk.trader)
    answer = talk.say(words)
    refused = talk.confirm(answer, trade_id=theirs)
    assert (refused.status_code, refused.json["code"]) == (404, "trade.not_found")


def test_which_of_two_is_asked_with_both_as_buttons(talk):
    long_id = held(talk.trader)
    short_id = held(talk.trader, instrument="MNQ", direction="short", entry="18250", stop="18270")
    asked = talk.say("/close at 18200")
    labels = [action["text"] for action in asked["actions"]]
    assert labels == ["MNQ short 2 at 18250", "MES long 2 at 4500"]
    assert talk.thread["asked"]["choices"] == labels
    answer = talk.say(labels[0])
    assert answer["draft"]["proposal"]["trade_id"] == short_id
    named = talk.say("/close MES at 4510")
    assert named["draft"]["proposal"]["trade_id"] == long_id


def test_with_nothing_held_nothing_is_made_up(talk):
    for words in ("/close at 4510", "/stop 4495"):
        answer = talk.say(words)
        assert answer["draft"] is None
        assert answer["content"].startswith("I know of no open trade")


def test_a_stop_that_was_moved_is_recorded_when_it_is_confirmed(talk):
    trade_id = held(talk.trader)
    answer = talk.say("/stop 4495")
    draft = answer["draft"]
    assert (draft["kind"], draft["proposal"]) == (
        "level",
        {"trade_id": trade_id, "level": "stop", "price": "4495"},
    )
    assert now(talk, trade_id)["stop_price"] == "4490"
    assert talk.confirm(answer).status_code == 200
    assert now(talk, trade_id)["stop_price"] == "4495"
    assert talk.thread["trade_id"] == trade_id


def test_beside_an_idea_on_the_table_a_move_is_of_the_trade(talk):
    trade_id = held(talk.trader)
    talk.say("Short NQ 18250 stop 18270 target 18200, 1 contract")
    draft = talk.say("moved my MES stop to 4495")["draft"]
    assert draft["proposal"] == {"trade_id": trade_id, "level": "stop", "price": "4495"}
    assert talk.thread["idea"]["stop"] == "18270"


def test_a_target_and_a_stop_at_the_entry(talk):
    trade_id = held(talk.trader)
    target = talk.say("/move target to 4540")["draft"]["proposal"]
    assert target == {"trade_id": trade_id, "level": "target", "price": "4540"}
    to_entry = talk.say("moved stop to break even")["draft"]["proposal"]
    assert to_entry == {"trade_id": trade_id, "level": "stop", "price": "4500"}


def test_a_level_is_corrected_and_a_wrong_one_refused(talk):
    trade_id = held(talk.trader)
    answer = talk.say("/stop 4495")
    for wrong in ({"price": "nowhere"}, {"level": "size"}, {"price": None}, {"more": 1}):
        assert talk.confirm(answer, **wrong).json["code"] == "input.invalid"
    assert now(talk, trade_id)["stop_price"] == "4490"
    assert talk.confirm(answer, price="4493.75").status_code == 200
    assert now(talk, trade_id)["stop_price"] == "4493.75"


def test_a_level_of_a_trade_that_was_closed_meanwhile_is_refused(talk):
    trade_id = held(talk.trader)
    answer = talk.say("/stop 4495")
    talk.trader.post(f"/api/trading/trades/{trade_id}/close", {"exit_price": "4505"})
    refused = talk.confirm(answer)
    assert (refused.status_code, refused.json["code"]) == (409, "trade.already_closed")
    assert now(talk, trade_id)["stop_price"] == "4490"


@pytest.mark.parametrize(
    ("words", "is_far"),
    [
        ("/close half at 451", True),
        ("/close half at 4630", False),
        ("moved my stop to 449", True),
        ("moved my stop to 4495", False),
    ],
)
def test_a_price_that_may_be_a_slip_is_pointed_at_before_it_is_confirmed(talk, words, is_far):
    held(talk.trader)
    answer = talk.say(words)
    assert ("far from your entry of 4500" in answer["content"]) == is_far
    assert answer["draft"]["status"] == "open"
