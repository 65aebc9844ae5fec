"""Dialogues around a trade through the whole product: said as an idea, taken, left, taken back, changed, put aside."""

import pytest

from tests.features.chat.conversation import Conversation

ES = "long ES 6000 stop 5990 target 6020 2 contracts"
OPEN, CLOSED = "open", "dismissed"


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader())


def drafts(talk):
    """The drafts of the conversation, as they stand, the first one first."""
    answers = [message for message in talk.trader.log(talk.id)["items"] if message.get("draft")]
    return [answer["draft"]["status"] for answer in answers]


def the_trade(talk):
    (trade,) = talk.trades()
    return trade


@pytest.mark.parametrize(
    ("idea", "words", "exits", "result"),
    [
        (ES, "took half off at 6010", [{"price": "6010", "quantity": "1"}], "500"),
        (ES, "sold one at 5996", [{"price": "5996", "quantity": "1"}], "-200"),
        (ES, "trimmed one 6008", [{"price": "6008", "quantity": "1"}], "400"),
        (
            "short CL 78.40 stop 78.90 target 77.40 2 contracts",
            "covered one at 77.90",
            [{"price": "77.9", "quantity": "1"}],
            "500",
        ),
    ],
)
def test_a_part_left_before_the_trade_is_on_record_is_recorded_with_it(
    talk, idea, words, exits, result
):
    """Of ES a point is 50 dollars, of CL 1,000."""
    talk.say(idea)

    answer = talk.say(words)

    assert answer["understood"]["kind"] == "trade_exited"
    assert "not on your record yet" in answer["content"]
    assert answer["draft"]["proposal"] == {"exits": exits}
    assert (talk.trades(), drafts(talk)) == ([], [CLOSED, OPEN])
    assert talk.confirm(answer).status_code == 200
    trade = the_trade(talk)
    assert (trade["status"], trade["open_size"], trade["realised_pnl"]) == ("open", "1", result)


@pytest.mark.parametrize(
    ("words", "price", "result"),
    [
        ("closed it at 6004", "6004", "400"),
        ("stopped out", "5990", "-1000"),
        ("my target got hit", "6020", "2000"),
        ("bailed at 6003", "6003", "300"),
        ("im out at 6011", "6011", "1100"),
    ],
)
def test_an_end_told_before_the_trade_is_on_record_is_recorded_with_it(talk, words, price, result):
    talk.say(ES)

    answer = talk.say(words)

    assert answer["draft"]["trade"]["exit_price"] == price
    assert answer["draft"]["trade"]["stop_price"] == "5990"
    assert talk.confirm(answer).status_code == 200
    assert (the_trade(talk)["status"], the_trade(talk)["pnl"]) == ("closed", result)


def test_parts_and_levels_told_one_after_the_other_are_one_trade(talk):
    """One at 6010 and one at 6019, 10 and 19 points of 50 dollars, on a risk of 2 times 500."""
    talk.say(ES)
    talk.say("took half off at 6010")
    talk.say("pulled my stop up to 6001")

    answer = talk.say("closed the rest at 6019")

    assert drafts(talk) == [CLOSED, CLOSED, CLOSED, OPEN]
    assert talk.confirm(answer).status_code == 200
    trade = the_trade(talk)
    assert (trade["status"], trade["pnl"], trade["r_multiple"]) == ("closed", "1450", "1.45")
    assert (trade["initial_stop_price"], trade["stop_price"]) == ("5990", "6001")
    assert "USD 1450" in talk.say("how did that one go?")["content"]


def test_an_exit_and_a_level_in_one_message_are_both_in_the_draft(talk):
    talk.say("long ES 6000 stop 5990 target 6020 4 lots")

    answer = talk.say("peeled 2 at 6008, stop to breakeven")

    assert answer["draft"]["proposal"] == {
        "moves": [{"level": "stop", "price": "6000"}],
        "exits": [{"price": "6008", "quantity": "2"}],
    }
    assert "One thing at a time" not in answer["content"]
    assert talk.confirm(answer).status_code == 200
    assert (the_trade(talk)["stop_price"], the_trade(talk)["open_size"]) == ("6000", "2")


def test_half_of_a_size_that_is_not_told_is_half_of_what_is_filled_in(talk):
    talk.say("long MES 6000 stop 5990 target 6020")
    answer = talk.say("took half off at 6010")
    assert answer["draft"]["missing"] == ["position_size"]
    assert answer["draft"]["proposal"] == {"exits": [{"price": "6010", "share": "0.5"}]}

    assert talk.confirm(answer, position_size="4").status_code == 200

    assert the_trade(talk)["open_size"] == "2"


def test_more_left_than_was_drafted_asks_for_the_size(talk):
    talk.say(ES)

    answer = talk.say("sold 3 at 6010")

    assert answer["draft"]["missing"] == ["position_size"]
    assert talk.confirm(answer).status_code == 422
    assert talk.confirm(answer, position_size="5").status_code == 200
    assert the_trade(talk)["open_size"] == "2"


def test_an_exit_without_a_price_is_asked_for_and_not_lost(talk):
    talk.say(ES)
    asked = talk.say("took half off")
    assert (asked["draft"], asked["understood"]["asked"]) == (None, "exit_price")

    answer = talk.say("6010")

    assert answer["draft"]["proposal"] == {"exits": [{"price": "6010", "quantity": "1"}]}


def test_a_stop_moved_before_the_trade_is_on_record_is_its_second_stop(talk):
    talk.say("buy 2 ES 5995 stop 5988 tgt 6010")

    answer = talk.say("pulled my stop up to 5990")

    assert answer["understood"]["kind"] == "level_moved"
    assert answer["draft"]["trade"]["stop_price"] == "5988"
    assert answer["draft"]["proposal"] == {"moves": [{"level": "stop", "price": "5990"}]}
    assert talk.confirm(answer).status_code == 200
    assert (the_trade(talk)["initial_stop_price"], the_trade(talk)["stop_price"]) == (
        "5988",
        "5990",
    )


def test_who_is_not_in_it_changes_the_idea_with_one_click(talk):
    talk.say(ES)
    answer = talk.say("moved the stop to 5994")
    (button,) = answer["actions"]

    changed = talk.say(button["text"])

    assert changed["understood"]["kind"] == "idea_change"
    assert (talk.thread["idea"]["stop"], changed["draft"]["proposal"]) == ("5994", None)


def test_logging_it_behind_an_exit_keeps_the_exit(talk):
    talk.say(ES)
    talk.say("took half off at 6010")

    answer = talk.say("log it")

    assert answer["draft"]["proposal"] == {"exits": [{"price": "6010", "quantity": "1"}]}
    assert drafts(talk) == [CLOSED, CLOSED, OPEN]


def test_a_draft_that_is_put_aside_takes_its_exits_with_it(talk):
    talk.say(ES)
    talk.dismiss(talk.say("took half off at 6010"))

    assert talk.say("log it")["draft"]["proposal"] is None


def test_an_exit_that_is_told_again_is_told_once(world, talk):
    talk.say(ES)
    answer = talk.say("took half off at 6010")

    talk.trader.post(f"/api/messages/{answer['parent_message_id']}/regenerate")
    world.desk().answer_next()

    assert talk.say("log it")["draft"]["proposal"] == {
        "exits": [{"price": "6010", "quantity": "1"}]
    }


def test_of_two_things_told_the_last_can_be_taken_back(talk):
    talk.say(ES)
    talk.say("pulled my stop up to 5995")
    talk.say("took half off at 6010")
    asked = talk.say("scratch that")
    assert [action["text"] for action in asked["actions"]] == [
        "What I told last",
        "The whole trade",
    ]

    answer = talk.say("What I told last")

    assert answer["draft"]["proposal"] == {"moves": [{"level": "stop", "price": "5995"}]}
    assert drafts(talk)[-1] == OPEN
    assert drafts(talk).count(OPEN) == 1


@pytest.mark.parametrize(
    "words", ["yes", "yep log it", "taking it", "im in", "filled", "ok doing it"]
)
def test_a_word_of_taking_it_leaves_one_draft_to_confirm(talk, words):
    talk.say(ES)

    answer = talk.say(words)

    assert answer["draft"]["trade"]["entry_price"] == "6000"
    assert (talk.trades(), drafts(talk)) == ([], [CLOSED, OPEN])
    assert talk.confirm(answer).status_code == 200
    assert the_trade(talk)["position_size"] == "2"


def test_a_fill_at_another_price_leaves_no_draft_at_the_first(talk):
    talk.say(ES)

    answer = talk.say("got filled at 6000.25")

    assert answer["draft"]["trade"]["entry_price"] == "6000.25"
    assert drafts(talk) == [CLOSED, OPEN]


def test_yes_to_a_setting_is_no_word_of_the_trade(talk):
    talk.say(ES)
    setting = talk.say("limit me to 3 trades a day from now on")
    assert setting["draft"]["kind"] == "setting"

    answer = talk.say("yes do it")

    assert answer["draft"] is None
    assert drafts(talk) == [OPEN, OPEN]


@pytest.mark.parametrize(
    "words",
    ["no scratch that, I didn't take it", "never mind, not taking it", "actually I passed", "pass"],
)
@pytest.mark.parametrize("before", [[], ["took it"]])
def test_what_is_taken_back_cannot_be_logged_any_more(talk, words, before):
    for earlier in (ES, *before):
        talk.say(earlier)

    answer = talk.say(words)

    assert answer["content"].startswith("Taken back: ES long 6000")
    assert set(drafts(talk)) == {CLOSED}
    assert (talk.trades(), talk.thread["about"]) == ([], None)


def test_what_is_taken_back_is_come_back_to(talk):
    talk.say(ES)
    talk.say("nah im skipping this one")

    answer = talk.say("back to ES")

    assert (answer["understood"]["about"], answer["draft"]["status"]) == ("ES long 6000", OPEN)


def test_a_trade_on_record_stays_there(talk):
    talk.say(ES)
    talk.confirm(talk.say("log it"))

    answer = talk.say("wait no, i didn't take it")

    assert "is on your record" in answer["content"]
    assert the_trade(talk)["status"] == "open"


def test_a_wrong_stop_cannot_be_logged_and_the_right_one_is_asked(talk):
    talk.say(ES)
    asked = talk.say("stop 5990 is wrong")
    assert (asked["understood"]["asked"], drafts(talk)) == ("stop", [CLOSED])

    answer = talk.say("5985")

    assert answer["draft"]["trade"]["stop_price"] == "5985"
    assert answer["draft"]["trade"]["target_price"] == "6020"


def test_a_target_that_is_scrapped_is_in_no_draft(talk):
    talk.say(ES)

    answer = talk.say("scrap the target")

    assert "target_price" not in answer["draft"]["trade"]
    assert drafts(talk) == [CLOSED, OPEN]


def test_in_another_market_the_prices_are_asked(talk):
    talk.say(ES)
    asked = talk.say("make it NQ")
    assert (asked["draft"], asked["understood"]["asked"]) == (None, "entry")

    answer = talk.say("21000 stop 20950 target 21100")

    trade = answer["draft"]["trade"]
    assert (trade["instrument"], trade["stop_price"], trade["position_size"]) == (
        "NQ",
        "20950",
        "2",
    )


def test_another_trade_says_that_the_first_is_put_aside_and_it_is_come_back_to(talk):
    talk.say("long ES 4500 stop 4510 target 4530")

    answer = talk.say("actually short NQ 21000 stop 21050 target 20900 too")

    assert answer["draft"]["trade"]["instrument"] == "NQ"
    assert "ES long 4500 is put aside" in answer["content"]
    again = talk.say("the ES stop is 4490")
    assert again["draft"]["trade"] | {"entry_time": None} == {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "stop_price": "4490",
        "target_price": "4530",
        "entry_time": None,
    }


@pytest.mark.parametrize(
    "words",
    [
        "If I had bought 2 ES at 4500 stop 4490 target 4520",
        "should I have bought ES at 4500 stop 4490 target 4520?",
        "shoulda longed ES 6000 stop 5990 target 6020",
        "what would have happened if I bought 3 MES 5990 stop 5980?",
    ],
)
def test_a_trade_of_another_past_is_not_offered(talk, words):
    assert talk.say(words)["draft"] is None


def test_a_minus_is_said_back_and_taken_away_by_a_click(talk):
    asked = talk.say("bought -5 ES at -4500")
    assert asked["draft"] is None

    answer = talk.say(asked["actions"][0]["text"])

    trade = answer["draft"]["trade"]
    assert (trade["entry_price"], trade["position_size"]) == ("4500", "5")


def test_a_trade_that_was_put_aside_is_taken_and_left_by_its_market(talk):
    talk.say("short RTY 2400 stop 2412 target 2370 2 contracts")
    talk.say(ES)

    answer = talk.say("im in the RTY one")

    assert answer["draft"]["trade"]["entry_price"] == "2400"
    assert talk.thread["about"] == "RTY short 2400"
    again = talk.say("closed the ES at 6004")
    assert again["draft"]["trade"]["entry_price"] == "6000"
    assert again["draft"]["trade"]["exit_price"] == "6004"


def test_in_the_market_that_was_meant_nothing_of_the_first_can_be_logged(talk):
    talk.say(ES)

    answer = talk.say("i mean MES not ES")

    assert answer["draft"]["trade"]["instrument"] == "MES"
    assert drafts(talk) == [CLOSED, OPEN]


@pytest.mark.parametrize(
    "words", ["should've shorted CL at 78 with a stop at 78.60", "wish I'd bought at 6000"]
)
def test_a_regret_is_talked_about_and_not_asked_for_its_fields(talk, words):
    answer = talk.say(words)

    assert (answer["draft"], answer["understood"]["kind"]) == (None, "coaching")
