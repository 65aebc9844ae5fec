"""Settings, composed of a value and the words around it; what is open is asked back with what was understood."""

import pytest

from backend.features.chat.understanding.trader_settings.setting_meaning import (
    settings_spoken_of,
    understood_setting,
)
from backend.features.chat.understanding.trader_settings.setting_question import setting_question
from backend.features.chat.understanding.trader_settings.setting_reader import (
    read_settings,
    reading_of,
    settings_in,
)
from backend.features.chat.understanding.trader_settings.setting_stance import Stance


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


@pytest.mark.parametrize(
    ("words", "setting", "value"),
    [
        ("max daily loss 500, no, 300", "daily_loss", "300"),
        ("daily limit 500 - sorry 300", "daily_loss", "300"),
        ("set risk to 2% no wait make it 1%", "risk_percent", "1"),
        ("max 5 trades a day, actually 4", "trades_a_day", "4"),
        ("max 3 contracts no 2", "largest_size", "2"),
        ("no trades after 15:00 oops 14:30", "no_trades_after", "14:30"),
    ],
)
def test_a_value_that_is_taken_back_gives_way_to_the_one_behind_it(words, setting, value):
    assert [(name, amount) for name, amount, _ in told(words)] == [(setting, value)]


def test_two_values_of_one_setting_are_asked_back():
    reading = reading_of("daily loss 500 or 300")

    assert [change.value for change in reading.conflicting] == ["500", "300"]


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("no trades after quarter to four pm", "15:45"),
        ("no trades after half nine pm", "21:30"),
        ("nothing after ten past three", "15:10"),
        ("no trades after a quarter past eleven", "11:15"),
        ("no trades from twenty past eleven", "11:20"),
        ("no trades after three thirty", "15:30"),
    ],
)
def test_spoken_times_are_times_of_day(words, clock):
    assert told(words) == [("no_trades_after", clock, "clock")]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("daily loss limit -500", "-500"),
        ("stop me at -400 today", "400"),
        ("risk .5% per trade", "0.5"),
    ],
)
def test_signs_and_points_without_a_zero_are_read(words, value):
    assert [amount for _, amount, _ in told(words)] == [value]


def test_limits_of_another_span_and_another_market_are_read_by_the_one_before():
    assert told("daily loss 600 weekly 1500") == [
        ("daily_loss", "600", "money"),
        ("weekly_loss", "1500", "money"),
    ]
    sizes = settings_in("max 2 contracts on ES, 5 on MES")
    assert [(change.market, change.value) for change in sizes.changes] == [
        ("ES", "2"),
        ("MES", "5"),
    ]


def test_what_of_several_was_read_into_nothing_is_told():
    reading = reading_of("max loss 500 and max 3 trades and no trading after 15:00")

    assert [change.setting.value for change in reading.wished] == [
        "trades_a_day",
        "no_trades_after",
    ]
    assert reading.unread == ("max loss 500",)


@pytest.mark.parametrize(
    ("words", "stance"),
    [
        ("my mate said 'set your risk to 5%'", Stance.QUOTED),
        ("my broker told me to set the daily loss at 2k", Stance.QUOTED),
        ("according to the book you risk 2% per trade", Stance.QUOTED),
        ("don't set my daily loss to 500", Stance.DENIED),
        ("no need to change my weekly loss to 2000", Stance.DENIED),
        ("I should probably not raise my daily loss to 1000", Stance.DENIED),
        ("what if I set my daily loss to 300?", Stance.SUPPOSED),
        ("should i lower my risk to 0.5%", Stance.SUPPOSED),
        ("maybe i should cap my trades at 4 a day", Stance.SUPPOSED),
        ("i used to risk 2% per trade", Stance.RECALLED),
    ],
)
def test_what_is_quoted_denied_supposed_or_past_is_not_wished(words, stance):
    reading = reading_of(words)

    assert reading.wished == ()
    assert reading.stance is stance
    assert len(reading.supposed) == 1


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("can you set my daily loss to 400?", "400"),
        ("don't set it to 500, set daily loss to 300", "300"),
        ("daily loss 450, ok?", "450"),
        ("when i lose 1,200 today, shut me off", "1200"),
        ("if i go over 500 today lock me", "500"),
        ("never let me lose more than 700 a day", "700"),
    ],
)
def test_a_wish_in_the_words_of_a_question_or_a_negation_is_one(words, value):
    assert [change.value for change in reading_of(words).wished] == [value]


@pytest.mark.parametrize(
    ("words", "setting", "value", "notice"),
    [
        ("turn off the morning reminder", "nudges", "off", "before_open"),
        ("stop nudging me", "nudges", "off", None),
        ("no more emails please", "emails", "off", None),
        ("switch the emails back on", "emails", "on", None),
        ("dont send me any emails", "emails", "off", None),
        ("no notifications about patterns anymore", "notices", "off", "pattern"),
        ("turn the weekly review mail on", "emails", "on", "weekly_review"),
    ],
)
def test_notifications_are_turned_on_and_off(words, setting, value, notice):
    (change,) = settings_in(words).changes

    assert (change.setting.value, change.value, change.notice) == (setting, value, notice)


def test_quiet_hours_are_those_of_a_night():
    assert told("quiet hours from ten pm to half six") == [
        ("quiet_from", "22:00", "clock"),
        ("quiet_until", "06:30", "clock"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "remind me at quarter to ten",
        "mute notifications till Monday",
        "snooze alerts for an hour",
        "alert me when ES hits 4500",
    ],
)
def test_what_no_setting_does_is_said_with_what_there_is(words):
    asked = understood_setting(words).clarification

    assert asked.question.startswith("I have no reminder at a time and no alert at a price")
    assert len(asked.choices) == 3


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        ("what's my limit", ["daily_loss", "weekly_loss"]),
        ("whats my daily loss limit set to", ["daily_loss"]),
        ("what's my risk per trade", ["risk_percent"]),
        ("how many trades am i allowed a day", ["trades_a_day"]),
        ("what are my rules", []),
        ("show me my trading limits", []),
    ],
)
def test_a_question_names_the_settings_that_it_is_about(words, settings):
    assert [name.value for name in settings_spoken_of(words)] == settings
