"""Short messages behind a question: its other side, another unit, another bound, the days before its days."""

from datetime import date

import pytest

from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.record.questions.vocabulary import Vocabulary

TODAY = date(2026, 11, 25)


def behind(question, words):
    before = read_question(question, today=TODAY, vocabulary=Vocabulary()).query
    return read_question(words, today=TODAY, vocabulary=Vocabulary(), before=before).query


@pytest.mark.parametrize(
    ("question", "words", "measures"),
    [
        ("what's my average loss", "and wins?", ["average_win"]),
        ("average win this year", "and losers?", ["average_loss"]),
        ("what's my longest losing streak this year", "winning one", ["longest_winning_streak"]),
        ("deepest drawdown in money since july", "and in percent", ["max_drawdown"]),
        ("what did I make in october", "in R?", ["total_r"]),
        ("worst stock to trade", "only count this year", ["net_pnl"]),
    ],
)
def test_the_figure_is_that_of_the_other_side_or_unit(question, words, measures):
    query = behind(question, words)

    assert query.measures == measures
    assert query.only.outcomes == []


def test_a_bound_takes_the_place_of_the_one_before():
    size = behind("win rate with size over 4 contracts", "3 or more").only.size

    assert (size.at_least, size.at_most) == (3, None)


def test_the_quarter_before_that_is_before_the_one_that_was_asked_for():
    query = behind("net result last quarter", "the quarter before that")

    assert (query.day_from, query.day_to) == (date(2026, 4, 1), date(2026, 6, 30))


def test_all_of_a_kind_are_meant_together():
    words = "total pnl in october across every market"
    query = read_question(words, today=TODAY, vocabulary=Vocabulary()).query

    assert (query.measures, query.group_by) == (["net_pnl"], None)


def test_am_is_a_verb_before_i():
    query = read_question("which one am i worst on", today=TODAY, vocabulary=Vocabulary()).query

    assert query is None or query.only.hours == []
