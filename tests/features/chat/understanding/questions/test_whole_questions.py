"""What stands by itself and what leans on before, both sides of comparisons, what no trade can be, and what there is."""

from datetime import date

import pytest

from backend.features.chat.understanding.questions.question_reader import read_question
from tests.features.chat.understanding.questions.test_question_reader import (
    TODAY,
    VOCABULARY,
    reading,
    said,
)

MONDAYS = {"weekdays": ["monday"]}


@pytest.mark.parametrize(
    "text",
    [
        "what's my average loss this year",
        "what is my profit factor",
        "show me my best setup",
        "now what's my longest losing streak",
        "how often do I win",
        "ok so how much did I make in October",
    ],
)
def test_a_whole_question_keeps_nothing_of_the_one_before(text):
    before = reading("win rate on Mondays").query

    answer = reading(text, before)

    assert not answer.leans_on_before
    assert answer.taken_over is None
    assert answer.query == reading(text).query


@pytest.mark.parametrize(
    "text",
    [
        "and on Fridays?",
        "same for shorts",
        "and what's my profit factor?",
        "what do I make on those?",
        "how many of them did I take",
        "now the profit factor",
        "only longs",
    ],
)
def test_what_leans_says_what_it_took_over(text):
    before = reading("win rate on shorts in October").query

    answer = reading(text, before)

    assert answer.leans_on_before
    assert (answer.taken_over.day_from, answer.taken_over.day_to) == (
        date(2026, 10, 1),
        date(2026, 10, 31),
    )


def test_only_what_is_kept_is_taken_over():
    before = reading("win rate on Mondays in October").query

    kept = reading("and on Fridays?", before).taken_over

    assert kept.only.weekdays == []
    assert kept.day_from == date(2026, 10, 1)


OCTOBER = {"day_from": "2026-10-01", "day_to": "2026-10-31"}
NOVEMBER = {"day_from": "2026-11-01", "day_to": "2026-11-25"}


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (
            "am I winning more this month than last?",
            {"measures": ["win_rate"], **NOVEMBER, "compared_with": OCTOBER},
        ),
        (
            "is my net better this month than the last one",
            {"measures": ["net_pnl"], **NOVEMBER, "compared_with": OCTOBER},
        ),
        (
            "win rate this week vs the one before",
            {
                "measures": ["win_rate"],
                "day_from": "2026-11-23",
                "day_to": "2026-11-25",
                "compared_with": {"day_from": "2026-11-16", "day_to": "2026-11-22"},
            },
        ),
        (
            "compare the win rate of longs and shorts",
            {
                "measures": ["win_rate"],
                "only": {"direction": "long"},
                "compared_with": {"only": {"direction": "short"}},
            },
        ),
        (
            "win rate when greedy vs when calm",
            {
                "measures": ["win_rate"],
                "only": {"emotions": ["greedy"]},
                "compared_with": {"only": {"emotions": ["calm"]}},
            },
        ),
        (
            "net if I scratch everything on Tuesdays",
            {"measures": ["net_pnl"], "excluding": {"weekdays": ["tuesday"]}},
        ),
        (
            "how many scratch trades on Tuesdays",
            {
                "measures": ["trades"],
                "only": {"weekdays": ["tuesday"], "outcomes": ["break_even"]},
            },
        ),
        (
            "net of trades tagged late and news",
            {"measures": ["net_pnl"], "only": {"every_tag": ["late", "news"]}},
        ),
        (
            "net of trades tagged late, news",
            {"measures": ["net_pnl"], "only": {"tags": ["late", "news"]}},
        ),
        ("what is 1R in dollars", {"measures": ["risk"]}),
        ("how long was I under water", {"measures": ["time_below_high"]}),
        ("which habit costs me the most", {"measures": ["pattern_cost"]}),
        ("what's my most expensive mistake", {"measures": ["pattern_cost"]}),
    ],
)
def test_words_become_the_query_that_they_ask_for(text, query):
    answer = reading(text)

    assert answer.query.model_dump(mode="json") == said(query)
    assert answer.not_understood == ()
    assert answer.clarification is None


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("which moods do I tag", "emotion"),
        ("what other markets do I trade", "instrument"),
        ("what setups do I have", "setup"),
        ("which accounts do I have?", "account"),
        ("list my tags", "tag"),
        ("what instruments have I traded this year", "instrument"),
    ],
)
def test_what_there_is_is_counted(text, group):
    answer = reading(text)

    assert answer.is_said_whole
    assert (answer.query.group_by, answer.query.measures) == (group, ["trades"])
    assert answer.not_understood == ()


@pytest.mark.parametrize(
    "text", ["which setups lose money", "what setups did I write up", "which setup is my best"]
)
def test_what_wins_and_what_was_written_is_no_listing(text):
    assert not reading(text).is_said_whole


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("net excluding longs and excluding shorts", "Without longs and without shorts nothing"),
        ("win rate without longs or shorts", "Without longs and without shorts nothing"),
        ("how many trades since 2031", "1 January 2031 has not come yet"),
        ("how did I do next month", "1 December 2026 has not come yet"),
        ("net since 2031 until 1999", "That ends (31 December 1999) before it begins"),
        ("net from December 2026 to January 2026", "That ends (31 January 2026) before"),
        ("win rate between 25:00 and 26:00", "25:00 and 26:00 are no times of a day"),
    ],
)
def test_what_no_trade_can_be_is_said_and_asked_back(text, begins):
    asked = reading(text).clarification

    assert asked.question.startswith(begins)
    assert asked.choices


@pytest.mark.parametrize(
    "text", ["win rate without longs", "trades since 2024", "net from 9:00 to 10:00"]
)
def test_what_trades_can_be_is_not_asked_back(text):
    assert reading(text).clarification is None


def test_a_feeling_alone_that_is_not_on_record_is_said_back():
    answer = read_question("win rate when greedy", today=TODAY, vocabulary=VOCABULARY)

    assert answer.not_understood == ("greedy",)
