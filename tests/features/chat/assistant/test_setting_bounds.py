"""Settings are judged before a draft is shown, by the same rules as over REST: no draft is refused on a click."""

from datetime import UTC, datetime

import pytest

from backend.features.chat.assistant.drafts.setting_bounds import refusals
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.chat.understanding.trader_settings.setting_question import LABELS, POSSIBLE
from tests.features.chat.conversation import Conversation

RULEBOOK = "/api/trading/rulebook"


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader(account_size="50000", risk_per_trade_percent="1"))


def test_every_setting_says_what_is_possible():
    assert set(POSSIBLE) == set(LABELS) == set(SettingName)


@pytest.mark.parametrize(
    ("setting", "unit", "good", "bad"),
    [
        ("account_size", "money", ["1", "25000"], ["0", "-5"]),
        ("risk_percent", "percent", ["0.001", "100"], ["0", "100.1", "0.0001", "-1"]),
        ("daily_loss", "money", ["0.01", "1000000"], ["0", "-500"]),
        ("daily_loss", "percent", ["100"], ["101", "0"]),
        ("weekly_loss", "r", ["3"], ["0", "-3"]),
        ("trades_a_day", "count", ["0", "10000"], ["10001", "2.5", "-1"]),
        ("losses_in_a_row", "count", ["1", "100"], ["0", "101", "1.5"]),
        ("largest_size", "count", ["0.5", "10"], ["0", "-2"]),
        ("no_trades_after", "clock", ["00:00", "23:59"], ["24:00", "27:00", "12:60"]),
        ("mood", "count", ["1", "10"], ["0", "11", "2.5"]),
        ("sleep", "count", ["0", "24"], ["25", "40", "-1"]),
        ("timezone", "words", ["Europe/Berlin"], ["Nowhere/Town"]),
        ("emails", "switch", ["on", "off"], ["maybe"]),
        ("nudges_a_day", "count", ["1", "20"], ["0", "21"]),
    ],
)
def test_what_can_be_set_is_what_the_same_fields_take(setting, unit, good, bad):
    def refused(value):
        change = SettingChange(setting=SettingName(setting), value=value, unit=unit)
        return bool(refusals([change]))

    assert [value for value in good if refused(value)] == []
    assert [value for value in bad if not refused(value)] == []


@pytest.mark.parametrize(
    ("words", "beginning"),
    [
        ("risk 900 % a trade", "Risk per trade cannot be 900%: it can be above 0 and up to 100"),
        ("daily loss limit -5", "Daily loss limit cannot be -5: it can be an amount or R above 0"),
        ("max size 0 contracts", "Largest size cannot be 0: it can be a size above 0"),
        ("slept 40 hours", "Hours of sleep cannot be 40: it can be 0 to 24 hours"),
        ("no trades after 27:00", "No trades after cannot be 27:00: it can be a time of day"),
        ("max 20000 trades a day", "Trades a day cannot be 20000: it can be a whole number"),
    ],
)
def test_what_is_not_possible_is_said_with_what_is_and_no_draft(talk, words, beginning):
    answer = talk.say(words)

    assert answer["content"].startswith(beginning)
    assert answer["draft"] is None


def test_a_bare_value_answers_what_was_not_possible(talk):
    talk.say("risk 900 % a trade")
    answer = talk.say("2")

    assert talk.confirm(answer).status_code == 200
    assert talk.trader.get("/api/auth/me").json["risk_per_trade_percent"] == "2"


def test_what_is_possible_of_several_is_drafted_and_the_rest_is_said(talk):
    answer = talk.say("risk 900% per trade and max 3 trades a day")

    assert "Risk per trade cannot be 900%" in answer["content"]
    assert talk.confirm(answer).status_code == 200
    assert talk.trader.get(RULEBOOK).json["current"]["limits"]["trades_per_day"] == 3
    assert talk.trader.get("/api/auth/me").json["risk_per_trade_percent"] == "1"


def test_a_value_whose_limit_is_open_has_a_button_for_each_limit_that_takes_it(talk):
    answer = talk.say("max loss 500 and max 3 trades and no trading after 15:00")

    assert 'I did not take "max loss 500" for a setting.' in answer["content"]
    assert [action["text"] for action in answer["actions"]] == [
        "/set daily loss limit 500",
        "/set weekly loss limit 500",
    ]
    daily = talk.say(answer["actions"][0]["text"])
    assert talk.confirm(daily).status_code == 200
    stored = talk.trader.get(RULEBOOK).json
    assert (stored["upcoming"] or stored["current"])["limits"]["daily_loss"]["amount"] == "500"


def test_a_check_in_that_the_first_trade_locked_is_no_draft(talk):
    trade = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": "1",
        "entry_time": datetime.now(UTC).isoformat(),
    }
    assert talk.trader.post("/api/trading/trades", trade).status_code == 201

    answer = talk.say("mood 6 today")

    assert answer["content"].startswith("Today's check-in is locked since the first trade")
    assert answer["draft"] is None


def test_a_correction_that_is_no_number_is_refused_and_leaves_the_draft_open(talk):
    answer = talk.say("max 3 trades a day")
    wrong = {"setting": "trades_a_day", "value": "a lot", "unit": "count"}

    assert talk.confirm(answer, changes=[wrong]).status_code == 422
    assert talk.confirm(answer).status_code == 200


def test_notifications_and_nudges_are_written_beside_what_stands(talk):
    nudges, notices = "/api/trading/coaching/nudges/preferences", "/api/notifications/preferences"
    talk.trader.ask("PUT", notices, {"kinds": {"pattern": {"in_app": False}}})
    for words in (
        "turn off the morning reminder",
        "stop the emails",
        "quiet hours from ten pm to half six",
    ):
        answer = talk.say(words)
        assert talk.confirm(answer).status_code == 200, answer["content"]

    assert talk.trader.get(nudges).json["kinds_off"] == ["before_open"]
    told = talk.trader.get(notices).json
    assert not any(wish["email"] for wish in told["kinds"].values())
    assert told["kinds"]["pattern"]["in_app"] is False
    assert told["quiet_hours"] == {"from_time": "22:00", "until_time": "06:30"}

    assert talk.confirm(talk.say("switch the emails back on")).status_code == 200
    assert all(wish["email"] for wish in talk.trader.get(notices).json["kinds"].values())
