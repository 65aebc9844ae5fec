"""Settings, composed of a value and the words around it; what is open is asked back with what was understood."""

import pytest

from backend.features.chat.understanding.readers.setting_question import setting_question
from backend.features.chat.understanding.readers.setting_reader import read_settings, settings_in


def told(words: str) -> list[tuple[str, str, str | None]]:
    settings = settings_in(words)
    if settings is None:
        return []
    return [(change.setting.value, change.value, change.unit) for change in settings.changes]


@pytest.mark.parametrize(
    ("words", "setting", "value", "unit"),
    [
        ("please bump my account to 75,000 dollars", "account_size", "75000", "money"),
        ("I've got 30 grand in the account these days", "account_size", "30000", "money"),
        ("my capital shrank to 9k, adjust it", "account_size", "9000", "money"),
        ("account value is now 1.2 million", "account_size", "1200000", "money"),
        ("kontostand 8.500 €", "account_size", "8500", "money"),
        ("put risk per position to 0,5 %", "risk_percent", "0.5", "percent"),
        ("a quarter percent of risk every time i trade", "risk_percent", "0.25", "percent"),
        ("one and a half percent risk for each trade", "risk_percent", "1.5", "percent"),
        ("riskiere nur 1 prozent pro trade", "risk_percent", "1", "percent"),
        ("when i lose 1,200 today, shut me off", "daily_loss", "1200", "money"),
        ("daily drawdown of 4% is my ceiling", "daily_loss", "4", "percent"),
        ("stop me at -3R a day", "daily_loss", "3", "r"),
        ("daliy loss limt 450", "daily_loss", "450", "money"),
        ("if the week is red by 2k lock everything", "weekly_loss", "2000", "money"),
        ("weekly drawdown no bigger than 8%", "weekly_loss", "8", "percent"),
        ("perte hebdomadaire max 900 euros", "weekly_loss", "900", "money"),
        ("four trades each day is plenty, hold me there", "trades_a_day", "4", "count"),
        ("not more than 5 entries a session", "trades_a_day", "5", "count"),
        ("maximal drei trades am tag", "trades_a_day", "3", "count"),
        ("kick me out once i have 3 straight losers", "losses_in_a_row", "3", "count"),
        ("nach 3 verlusten hintereinander sperren", "losses_in_a_row", "3", "count"),
        ("i should never hold more than six lots", "largest_size", "6", "count"),
        ("cap the contracts at 2", "largest_size", "2", "count"),
        ("after 3:30 pm i am not allowed to trade", "no_trades_after", "15:30", "clock"),
        ("no trades after half past three", "no_trades_after", "15:30", "clock"),
        ("nothing after lunch", "no_trades_after", "12:00", "clock"),
        ("i only want to trade until 11:30", "no_trades_after", "11:30", "clock"),
        ("no quiero operar después de las 14:00", "no_trades_after", "14:00", "clock"),
        ("keep me out before 10 am", "no_trades_before", "10:00", "clock"),
        ("only trade after 10:15", "no_trades_before", "10:15", "clock"),
        ("keine trades vor 10", "no_trades_before", "10:00", "clock"),
        ("time zone Chicago please", "timezone", "America/Chicago", "words"),
        ("i live in new york, use that as my timezone", "timezone", "America/New_York", "words"),
        ("feeling a 6 today", "mood", "6", "count"),
        ("mood 4 of 5", "mood", "8", "count"),
        ("stimmung 8 von 10", "mood", "8", "count"),
        ("I had six and a half hours of sleep", "sleep", "6.5", "count"),
        ("j'ai dormi 6 heures", "sleep", "6", "count"),
    ],
)
def test_a_setting_is_read_wherever_its_words_stand(words, setting, value, unit):
    assert told(words) == [(setting, value, unit)]


def test_several_settings_of_a_message_are_read_each_with_its_own_words():
    assert told("sleep 6, mood 7, account 22k") == [
        ("sleep", "6", "count"),
        ("mood", "7", "count"),
        ("account_size", "22000", "money"),
    ]
    assert told("max trades 4, daily loss 350 and no trading after 12") == [
        ("trades_a_day", "4", "count"),
        ("daily_loss", "350", "money"),
        ("no_trades_after", "12:00", "clock"),
    ]
    assert told("only trade between 9:45 and 11:30") == [
        ("no_trades_before", "09:45", "clock"),
        ("no_trades_after", "11:30", "clock"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "what is my daily loss limit?",
        "i took 3 trades today and lost 500",
        "i broke my limit of 3 trades a day again",
        "long 2 contracts at 4500, stop 4490",
        "don't change my daily loss of 500",
        "i feel like 2 different people",
    ],
)
def test_what_sets_nothing_is_no_setting(words):
    assert read_settings(words) is None


@pytest.mark.parametrize("words", ["mood 15", "max 3 losses a day", "max loss 500", "set it to 2%"])
def test_what_may_be_several_settings_or_none_is_not_guessed(words):
    assert told(words) == []


def test_a_value_without_its_setting_is_asked_back_with_the_settings_that_take_it():
    asked = setting_question("max loss 500")

    assert asked.question == "What should 500 be?"
    assert [choice.label for choice in asked.choices] == ["Daily loss limit", "Weekly loss limit"]
    weekly = asked.choices[1].request
    assert [(change.value, change.unit) for change in weekly.changes] == [("500", "money")]


def test_a_setting_without_its_value_is_asked_for_it():
    assert "risk per trade" in setting_question("change my risk please").question
    assert "1 to 10" in setting_question("mood 15").question


@pytest.mark.parametrize("words", ["daily loss limit 5e3", "set daily loss to 1e400"])
def test_a_number_that_no_setting_has_is_asked_back_and_never_cut_short(words):
    assert settings_in(words) is None
