"""Moods, plans, habits and what is left out, in words of no table; and two things that no phrase holds apart."""

import pytest

from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.coach.classifiers.models import LabelScore, QuestionScores
from backend.features.record.questions.vocabulary import Vocabulary
from tests.features.chat.understanding.messages import TODAY

NONE = LabelScore("none", 0.99)
SILENT = {
    "measure": LabelScore("net_pnl", 0.1),
    "shape": LabelScore("plain", 0.2),
    "outcome": LabelScore("none", 0.5),
    "left_out": LabelScore("no", 0.99),
    **dict.fromkeys(("grouping", "after", "mood", "plan", "habit"), NONE),
}
OWN = Vocabulary(emotions=("calm", "Furious"), instruments=("ES", "NQ", "ZC"), setups=("pullback",))


def asked(words, vocabulary=OWN, **scores):
    """What a question asks where the heads say this, and nothing else."""
    heard = SILENT | {part: LabelScore(*score) for part, score in scores.items()}
    reading = read_question(
        words, today=TODAY, vocabulary=vocabulary, judge=lambda _: QuestionScores(heard.__getitem__)
    )
    return reading.query.model_dump(mode="json", exclude_defaults=True)


@pytest.mark.parametrize(
    ("scores", "only"),
    [
        ({"mood": ("angry", 0.95)}, {"emotions": ["Furious"]}),
        ({"mood": ("calm", 0.95)}, {"emotions": ["calm"]}),
        ({"mood": ("tired", 0.95)}, None),
        ({"mood": ("angry", 0.85)}, None),
        ({"plan": ("drifted", 0.95)}, {"plans": ["drifted"]}),
        ({"habit": ("stop_moving", 0.95)}, {"patterns": ["stop_moving"]}),
        ({"habit": ("rule_break", 0.99)}, None),
        ({"mood": ("calm", 0.91), "plan": ("late", 0.99)}, {"plans": ["late"]}),
    ],
    ids=str,
)
def test_what_the_heads_are_sure_of_selects_trades(scores, only):
    """A mood stands under the name that it has on record; one that is not on record selects nothing."""
    assert asked("win rate when the blorks are blue", **scores).get("only") == only


@pytest.mark.parametrize("scores", [{"mood": ("angry", 0.99)}, {"plan": ("late", 0.99)}], ids=str)
def test_beside_a_mood_that_is_named_nothing_of_its_kind_is_heard(scores):
    query = asked("win rate when calm", **scores)
    assert query["only"] == {"emotions": ["calm"]}


@pytest.mark.parametrize(
    ("words", "scores", "selection"),
    [
        (
            "my net had I never touched corn",
            {},
            {"excluding": {"instruments": ["ZC"]}},
        ),
        (
            "my net this year, pretend the blorky ones never happened",
            {"mood": ("angry", 0.97)},
            {"excluding": {"emotions": ["Furious"]}},
        ),
        (
            "my net on corn and pullbacks",
            {},
            {"only": {"instruments": ["ZC"], "setups": ["pullback"]}},
        ),
    ],
)
def test_what_is_left_out_is_the_one_thing_that_is_named(words, scores, selection):
    """Of two things that are named neither is known to be the one."""
    query = asked(words, left_out=("yes", 0.97), **scores)
    assert {name: query[name] for name in ("only", "excluding") if name in query} == selection


@pytest.mark.parametrize(
    ("words", "outcome", "outcomes"),
    [
        ("what does an average loser cost me", ("none", 0.2), None),
        ("straight off a winner, what is my net", ("none", 0.99), None),
        ("my net of all winners", ("none", 0.99), ["win"]),
    ],
)
def test_an_outcome_that_is_said_already_selects_nothing(words, outcome, outcomes):
    """ "The net of all winners" stays that of winners, whatever a head says."""
    after = ("win", 0.97) if "off" in words else ("none", 0.99)
    query = asked(words, outcome=outcome, after=after)
    assert query.get("only", {}).get("outcomes") == outcomes


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("ES and NQ for my money", {"instruments": ["ES"]}, {"instruments": ["NQ"]}),
        ("what do longs bring, what do shorts", {"direction": "long"}, {"direction": "short"}),
    ],
)
def test_two_of_a_kind_are_compared(words, first, second):
    query = asked(words, shape=("compared", 0.95))
    assert query["only"] == first
    assert query["compared_with"]["only"] == second


@pytest.mark.parametrize(
    ("words", "is_compared"),
    [
        ("my net October November for once", True),
        ("my net this year in October for once", False),
    ],
)
def test_two_spans_are_compared_that_share_no_day(words, is_compared):
    assert ("compared_with" in asked(words, shape=("compared", 0.95))) is is_compared


def test_one_alone_is_compared_with_the_rest_only_where_words_say_so():
    compared = asked("what is my net on ES, and otherwise", shape=("compared", 0.99))
    assert compared["compared_with"]["excluding"] == {"instruments": ["ES"]}
    assert "compared_with" not in asked("what is my net on ES", shape=("compared", 0.99))


def test_what_took_most_is_the_worst():
    words = "which setup took the most money off me"
    assert asked(words, shape=("worst_groups", 0.95))["ranking"]["order"] == "worst"
    assert asked(words, shape=("worst_groups", 0.7))["ranking"]["order"] == "best"


def test_a_number_behind_a_run_is_how_many_of_them():
    query = asked("once I dropped three on the bounce, what is my net", after=("loss", 0.97))
    assert query["only"] == {"after": {"what": "loss", "at_least": 3}}


def test_each_part_of_a_sentence_may_ask_for_a_figure():
    """The judge is asked for each part by itself."""

    def judge(words):
        label = "net_pnl" if "money" in words and "many" not in words else "trades"
        return QuestionScores((SILENT | {"measure": LabelScore(label, 0.97)}).__getitem__)

    words = "how many trades, and how much money"
    reading = read_question(words, today=TODAY, vocabulary=OWN, judge=judge)
    assert [measure.value for measure in reading.query.measures] == ["trades", "net_pnl"]
