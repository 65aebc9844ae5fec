"""Spans of days and hours as they are spoken: "first ten days of October", "eight in the evening"."""

import pytest

from backend.features.chat.understanding.phrases.words import words_of
from backend.features.chat.understanding.questions.question_reader import read_question
from tests.corpus.surroundings import TODAY, VOCABULARY


def asked(words):
    """What a question limits, of Wednesday 25 November 2026."""
    query = read_question(words, today=TODAY, vocabulary=VOCABULARY).query
    return query.model_dump(mode="json", exclude_defaults=True)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("win rate in the first ten days of October", "2026-10-01", "2026-10-10"),
        ("win rate of the first six months of the year", "2026-01-01", "2026-06-30"),
        ("win rate in the last two weeks of September", "2026-09-17", "2026-09-30"),
        ("win rate in the first 2 weeks of July", "2026-07-01", "2026-07-14"),
        ("octobers win rate", "2026-10-01", "2026-10-31"),
        ("win rate since the new year", "2026-01-01", None),
        ("pnl last weekend", "2026-11-21", "2026-11-22"),
        ("pnl yday", "2026-11-24", "2026-11-24"),
        ("win rate counting from April", "2026-04-01", None),
        ("win rate from the start of September onwards", "2026-09-01", None),
        ("win rate from April", "2026-04-01", "2026-04-30"),
    ],
)
def test_spans_of_days(words, first, last):
    query = asked(words)
    assert query["day_from"] == first
    assert query.get("day_to", "2026-11-25") == (last or "2026-11-25")


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("win rate ten to eleven in the morning", {"minute_from": 600, "minute_to": 660}),
        ("win rate after eight in the evening", {"minute_from": 1200}),
        ("win rate before ten in the morning", {"minute_to": 600}),
        ("win rate in the three o clock hour", {"minute_from": 900, "minute_to": 960}),
        (
            "win rate eleven at night til two in the morning",
            {"minute_from": 1380, "minute_to": 120},
        ),
        ("win rate after two at night", {"minute_from": 120}),
    ],
)
def test_hours_of_the_day(words, hours):
    assert asked(words)["only"]["hours"] == [hours]


@pytest.mark.parametrize(
    ("words", "only"),
    [
        (
            "net of trades I sat in for two hours or longer",
            {"holding_minutes": {"at_least": "120"}},
        ),
        ("expectancy in and out inside 3 minutes", {"holding_minutes": {"at_most": "3"}}),
        ("what does my brother in law say, my sharpe", None),
        ("my net on sat", {"weekdays": ["saturday"]}),
    ],
)
def test_words_that_are_no_days_and_no_markets(words, only):
    assert asked(words).get("only") == only


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("what happened on feb 24, net", "2026-02-24", "2026-02-24"),
        ("fees in 2025, all accounts", "2025-01-01", "2025-12-31"),
        ("since june 15, win rate", "2026-06-15", None),
        ("win rate for the year", "2026-01-01", "2026-11-25"),
        ("win rate in the year 2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_comma_is_no_part_of_the_number_before_it(words, first, last):
    query = asked(words)

    assert query["day_from"] == first
    assert query.get("day_to", last) == last


def test_years_are_no_year():
    assert "day_from" not in asked("net on ES over the years")


def test_a_full_stop_ends_a_word_and_an_abbreviation_keeps_its_own():
    texts = [word.plain for word in words_of("hit rate, this month vs. last. ok, up. no. 4")]

    assert texts == [
        *("hit", "rate", ",", "this", "month", "vs.", "last", ".", "ok", ","),
        *("up", ".", "number", "4"),
    ]
