"""What is asked apart is answered apart, and a question that leaves something open is asked back: nothing is pooled."""

from datetime import date

import pytest

from backend.features.chat.understanding.questions.likely_parts import Judge
from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.coach.classifiers.service import Classifiers
from backend.features.record.questions.schemas import RecordQuery
from tests.corpus.conversation import Conversation
from tests.features.chat.understanding.questions.test_question_reader import (
    TODAY,
    VOCABULARY,
    reading,
    said,
)

REAL = RecordQuery.model_validate({"measures": ["win_rate"]}).trade_type


def queries(text):
    """All that a message asks, as JSON."""
    answer = reading(text)
    assert answer.clarification is None, answer.clarification
    return [query.model_dump(mode="json") for query in (answer.query, *answer.also)]


@pytest.mark.parametrize(
    ("text", "query", "limits"),
    [
        (
            "what are my best and worst weekday",
            {"measures": ["net_pnl"], "group_by": "weekday"},
            (1, 1),
        ),
        (
            "highest and lowest win rate by hour",
            {"measures": ["win_rate"], "group_by": "hour"},
            (1, 1),
        ),
        ("top 3 and bottom 2 setups", {"measures": ["net_pnl"], "group_by": "setup"}, (3, 2)),
        (
            "best day and worst day of the week",
            {"measures": ["net_pnl"], "group_by": "weekday"},
            (1, 1),
        ),
    ],
)
def test_both_ends_of_an_order_are_told(text, query, limits):
    best, worst = queries(text)

    ends = zip(("best", "worst"), limits, strict=True)
    orders = [{"of": "group", "order": order, "limit": limit} for order, limit in ends]
    assert best == said({**query, "ranking": orders[0]})
    assert worst == said({**query, "ranking": orders[1]})


def test_the_largest_winner_and_loser_are_two_trades():
    best, worst = queries("my biggest winner and biggest loser this month")

    assert best["ranking"] == {"of": "trade", "order": "best", "limit": 1}
    assert worst["ranking"] == {"of": "trade", "order": "worst", "limit": 1}
    assert best["day_from"] == worst["day_from"] == "2026-11-01"
    assert best["only"]["outcomes"] == worst["only"]["outcomes"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "win rate on Mondays, profit factor on Fridays",
            [
                {"measures": ["win_rate"], "only": {"weekdays": ["monday"]}},
                {"measures": ["profit_factor"], "only": {"weekdays": ["friday"]}},
            ],
        ),
        (
            "how many trades in October and what did I make in November",
            [
                {"measures": ["trades"], "day_from": "2026-10-01", "day_to": "2026-10-31"},
                {"measures": ["net_pnl"], "day_from": "2026-11-01", "day_to": "2026-11-30"},
            ],
        ),
        (
            "win rate on longs and profit factor on shorts this year",
            [
                {
                    "measures": ["win_rate"],
                    "only": {"direction": "long"},
                    "day_from": "2026-01-01",
                    "day_to": "2026-11-25",
                },
                {
                    "measures": ["profit_factor"],
                    "only": {"direction": "short"},
                    "day_from": "2026-01-01",
                    "day_to": "2026-11-25",
                },
            ],
        ),
        (
            "what's my win rate on Mondays, on Fridays and on shorts?",
            [
                {"measures": ["win_rate"], "only": {"weekdays": ["monday"]}},
                {"measures": ["win_rate"], "only": {"weekdays": ["friday"]}},
                {"measures": ["win_rate"], "only": {"direction": "short"}},
            ],
        ),
    ],
)
def test_several_questions_of_one_message_are_read_apart(text, expected):
    assert queries(text) == [said(query) for query in expected]


@pytest.mark.parametrize(
    "text",
    [
        "win rate and expectancy on NQ",
        "how many trades did I take in October and how much did I make on them",
        "win rate on NQ and ES last month",
        "fees in October and p&l in October",
    ],
)
def test_one_question_with_two_figures_stays_one(text):
    assert len(queries(text)) == 1


@pytest.mark.parametrize(
    ("text", "own", "other"),
    [
        ("paper vs live win rate", "training", "real"),
        ("is my live win rate worse than on sim", "real", "training"),
        ("how does my paper trading compare with live, win rate", "training", "real"),
    ],
)
def test_practice_is_held_against_money(text, own, other):
    (query,) = queries(text)

    assert query["trade_type"] == own
    assert query["compared_with"]["trade_type"] == other


@pytest.mark.parametrize(
    ("text", "trade_type"),
    [
        ("win rate with paper trades included", None),
        ("win rate on sim and live together", None),
        ("not counting sim trades, what's my win rate", "real"),
        ("win rate on demo", "training"),
    ],
)
def test_which_kind_of_trades_counts(text, trade_type):
    (query,) = queries(text)

    assert query["trade_type"] == trade_type
    assert query["compared_with"] is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("how'd I do on Monday", "2026-11-23"),
        ("how was Friday", "2026-11-20"),
        ("what did I lose on Thursday", "2026-11-19"),
        ("how many trades did I take on tues", "2026-11-24"),
        ("what happened on Wednesday", "2026-11-18"),
    ],
)
def test_one_day_of_the_past_is_the_last_one_of_its_name(text, day):
    (query,) = queries(text)

    assert (query["day_from"], query["day_to"]) == (day, day)
    assert query["only"]["weekdays"] == []


@pytest.mark.parametrize(
    "text",
    [
        "how do I do on a Monday",
        "how did I do on Mondays",
        "how did I usually do on Monday",
        "how many trades did I lose on a Monday this year",
        "win rate on Monday",
        "how did I do on Monday mornings",
    ],
)
def test_days_that_come_again_are_all_of_them(text):
    (query,) = queries(text)

    assert query["only"]["weekdays"] == ["monday"]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "win rate this month vs same month last year",
            ("2026-11-01", "2026-11-25"),
            ("2025-11-01", "2025-11-25"),
        ),
        (
            "win rate in September against the same month a year earlier",
            ("2026-09-01", "2026-09-30"),
            ("2025-09-01", "2025-09-30"),
        ),
        (
            "win rate this week vs the same week last year",
            ("2026-11-23", "2026-11-25"),
            ("2025-11-24", "2025-11-26"),
        ),
        (
            "win rate this month so far vs last month at the same point",
            ("2026-11-01", "2026-11-25"),
            ("2026-10-01", "2026-10-25"),
        ),
        (
            "win rate October vs the October before",
            ("2026-10-01", "2026-10-31"),
            ("2025-10-01", "2025-10-31"),
        ),
        (
            "how am I doing compared to last month",
            ("2026-11-01", "2026-11-25"),
            ("2026-10-01", "2026-10-31"),
        ),
        (
            "p&l in September and November",
            ("2026-09-01", "2026-09-30"),
            ("2026-11-01", "2026-11-30"),
        ),
        (
            "first week of this month vs first week of last month",
            ("2026-11-01", "2026-11-07"),
            ("2026-10-01", "2026-10-07"),
        ),
    ],
)
def test_days_are_held_against_days_of_their_like(text, first, second):
    (query,) = queries(text)

    assert (query["day_from"], query["day_to"]) == first
    other = query["compared_with"]
    assert (other["day_from"], other["day_to"]) == second


def test_the_last_day_of_february_is_that_of_a_shorter_one():
    answer = read_question(
        "win rate this month vs the same month last year",
        today=date(2028, 2, 29),
        vocabulary=VOCABULARY,
    )

    other = answer.query.compared_with
    assert (other.day_from, other.day_to) == (date(2027, 2, 1), date(2027, 2, 28))


def test_three_months_are_told_month_by_month():
    (query,) = queries("compare September, October and November")

    assert query["group_by"] == "month"
    assert (query["day_from"], query["day_to"]) == ("2026-09-01", "2026-11-30")


@pytest.mark.parametrize(
    ("text", "about", "named"),
    [
        (
            "what's my win rate since the first trade that fits?",
            "days",
            "the first trade that fits",
        ),
        ("p&l since I switched brokers", "days", "since I switched brokers"),
        ("am I better when bored than when jealous", "comparison", "jealous"),
        ("how did I do a year ago", "days", "a year ago"),
        ("win rate when bored vs when jealous", "comparison", "jealous"),
        ("win rate on Mondays vs Mondays", "comparison", "the same"),
        ("win rate in the morning vs the afternoon this week vs last week", "comparison", "two"),
        ("how did I do on trades where I broke a rule", "rules", "broken"),
        ("win rate when I follow my rules", "rules", "kept"),
    ],
)
def test_what_is_left_open_is_asked_back_with_its_words(text, about, named):
    asked = reading(text).clarification

    assert asked.about == about
    assert named in asked.question


def test_rules_that_were_kept_are_held_against_those_that_were_not():
    asked = reading("win rate when I follow my rules vs when I don't").clarification

    query = asked.choices[0].request.query
    assert [plan.value for plan in query.only.plans] == ["planned"]
    assert [plan.value for plan in query.compared_with.excluding.plans] == ["planned"]


def test_how_often_a_rule_was_broken_counts_trades():
    asked = reading("how often do I break my rules").clarification

    assert [choice.request.query.measures[0].value for choice in asked.choices] == ["trades"] * 3


def test_the_contrary_of_a_side_is_all_that_is_not_it():
    (query,) = queries("win rate when tired vs not tired")

    assert query["only"]["emotions"] == ["tired"]
    assert query["excluding"]["emotions"] == []
    assert query["compared_with"]["excluding"]["emotions"] == ["tired"]


def test_a_number_beside_a_run_counts_losses_and_no_hours():
    (query,) = queries("am I worse after two losses than after one")

    assert query["only"]["after"] == {"what": "loss", "at_least": 2}
    assert query["compared_with"]["only"]["after"] == {"what": "loss", "at_least": 1}


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("total R this month", "total_r"),
        ("how many R am I up", "total_r"),
        ("sum of R for longs", "total_r"),
        ("how many R per trade", "expectancy"),
        ("average R", "expectancy"),
        ("how much do I risk per trade", "risk"),
    ],
)
def test_sums_and_means_of_r_are_two_figures(text, measure):
    answer = read_question(text, today=TODAY, vocabulary=VOCABULARY, judge=_judge())

    assert [name.value for name in answer.query.measures] == [measure]


def _judge() -> Judge:
    return Classifiers.load().question


def test_days_that_were_missing_complete_the_question():
    conversation = Conversation()
    conversation.say("win rate since my birthday")

    (request,) = conversation.say("since the 3rd of June").requests

    assert [measure.value for measure in request.query.measures] == ["win_rate"]
    assert request.query.day_from == date(2026, 6, 3)


def test_a_figure_by_itself_leaves_the_order_of_the_question_before():
    conversation = Conversation()
    conversation.say("which setup is my best")

    (request,) = conversation.say("total p&l").requests

    assert request.query.ranking is None
    assert request.query.group_by is None
