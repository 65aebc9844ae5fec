"""What is done most is ranked by how often it is done, and not by what it brought."""

from datetime import date

import pytest

from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.record.questions.vocabulary import Vocabulary

TODAY = date(2026, 11, 25)


def query_of(words):
    return read_question(words, today=TODAY, vocabulary=Vocabulary()).query


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("which weekday do I trade most", "weekday"),
        ("what hour do i take the most trades", "hour"),
        ("which month had the most trades", "month"),
        ("which instrument do I trade most often", "instrument"),
    ],
)
def test_what_is_traded_most_is_ranked_by_the_number_of_trades(words, group):
    query = query_of(words)

    assert query.measures == ["trades"]
    assert (query.group_by, query.ranking.of, query.ranking.order) == (group, "group", "best")


def test_what_brings_most_is_still_ranked_by_money():
    assert query_of("which setup makes me the most").measures == ["net_pnl"]


def test_places_of_trades_behind_an_article_are_no_days():
    query = query_of("win rate of the 2nd to 4th trade of the day")

    assert (query.only.nth_of_day.at_least, query.only.nth_of_day.at_most) == (2, 4)
    assert query.day_from is None


@pytest.mark.parametrize(
    ("words", "measure", "order", "limit"),
    [
        ("what was my longest trade", "holding_time", "best", 1),
        ("which trade did i hold the longest", "holding_time", "best", 1),
        ("three longest trades", "holding_time", "best", 3),
        ("my quickest winner", "holding_time", "worst", 1),
        ("biggest position this year", "size", "best", 1),
        ("smallest position last month", "size", "worst", 1),
        ("biggest winner", "net_pnl", "best", 1),
    ],
)
def test_how_long_and_how_large_rank_trades_by_time_and_size(words, measure, order, limit):
    query = query_of(words)

    assert query.measures == [measure]
    assert (query.ranking.of, query.ranking.order, query.ranking.limit) == ("trade", order, limit)


def test_the_quickest_winner_is_a_winner():
    assert query_of("my quickest winner").only.outcomes == ["win"]


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("which week was my best", "best"),
        ("worst week this year", "worst"),
        ("what was my best trading week in 2026", "best"),
    ],
)
def test_weeks_are_ranked_as_months_are(words, order):
    query = query_of(words)

    assert (query.group_by, query.ranking.of, query.ranking.order) == ("week", "group", order)


def test_what_ranks_nothing_is_said_back():
    reading = read_question("longest time without a loss", today=TODAY, vocabulary=Vocabulary())

    assert "longest" in " ".join(reading.not_understood)
