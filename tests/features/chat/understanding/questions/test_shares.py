"""A part of a whole is held against the whole, trades a day are an average, and adjectives of outcomes limit trades."""

from datetime import date

import pytest

from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.record.questions.vocabulary import Vocabulary

TODAY = date(2026, 11, 25)


def query_of(words):
    return read_question(words, today=TODAY, vocabulary=Vocabulary()).query


@pytest.mark.parametrize(
    ("words", "measure", "part"),
    [
        ("what percentage of my profit comes from mondays", "net_pnl", {"weekdays": ["monday"]}),
        ("what share of my trades are shorts", "trades", {"direction": "short"}),
        ("how much of my pnl is from gold", "net_pnl", {"instruments": ["XAUUSD"]}),
        ("what fraction of my fees is NQ", "fees", {"instruments": ["NQ"]}),
        ("what part of my gains did I make on longs", "net_pnl", {"direction": "long"}),
    ],
)
def test_a_share_holds_the_part_against_the_whole(words, measure, part):
    query = query_of(words)

    assert query.measures[0] == measure
    assert query.only.model_dump(exclude_defaults=True, mode="json") == part
    assert query.compared_with.only.model_dump(exclude_defaults=True) == {}


def test_the_whole_keeps_what_it_is_of_and_its_days():
    query = query_of("what percent of my October losses came from ES")

    assert (query.day_from, query.day_to) == (date(2026, 10, 1), date(2026, 10, 31))
    assert query.compared_with.only.outcomes == query.only.outcomes == ["loss"]
    assert query.compared_with.day_from == query.day_from
    assert query.compared_with.only.instruments == []


@pytest.mark.parametrize(
    "words",
    [
        "what percentage of my longs are winners",
        "what share of my trades won",
        "what percentage of trades end green",
    ],
)
def test_a_share_of_winners_is_a_win_rate(words):
    query = query_of(words)

    assert query.measures == ["win_rate"]
    assert query.compared_with is None
    assert query.only.outcomes == []


@pytest.mark.parametrize(
    "words",
    [
        "how many trades do I take on an average day",
        "how many trades a day do I take",
        "average number of trades per day in october",
        "trades per day on average",
    ],
)
def test_trades_a_day_are_an_average(words):
    query = query_of(words)

    assert query.measures == ["trades_per_day"]
    assert query.group_by is None


def test_trades_of_each_day_are_still_told_day_by_day():
    query = query_of("how many trades did i take each day last week")

    assert (query.measures, query.group_by) == (["trades"], "day")


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("show me all losing longs in gold", "loss"),
        ("my losing ES trades", "loss"),
        ("profitable shorts in october", "win"),
    ],
)
def test_an_adjective_of_an_outcome_limits_the_trades(words, outcome):
    assert query_of(words).only.outcomes == [outcome]


def test_losing_as_an_act_limits_nothing():
    assert query_of("am I losing on shorts").only.outcomes == []
