"""Words become the query that they ask for, whole: nothing is guessed, nothing is dropped in silence."""

import random
from datetime import date

import pytest

from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.record.questions.schemas import RecordQuery
from backend.features.record.questions.vocabulary import Vocabulary
from tests.features.chat.understanding.questions.wordings import FILTERS, MEASURES, SPANS, WHOLE
from tests.texts.timing import seconds_of

TODAY = date(2026, 11, 25)  # a Wednesday
VOCABULARY = Vocabulary(
    setups=("opening drive", "failed breakdown", "pullback", "vwap reclaim", "gap fill"),
    tags=("a+", "news", "late", "scalp", "swing"),
    emotions=("calm", "angry", "anxious", "fomo", "confident", "tired", "bored"),
    accounts=("Main", "Apex", "IBKR"),
    strategies=("Opening Range", "Trend Day"),
    instruments=tuple(
        "MES ES MNQ NQ CL GC 6E ZB ZN ZC EURUSD GBPJPY BTCUSDT ETHUSDT AAPL TSLA SPY NOW T".split()
    ),
)


def reading(text, before=None):
    return read_question(text, today=TODAY, vocabulary=VOCABULARY, before=before)


def said(query):
    """What a query says beside what every query says by itself."""
    return RecordQuery.model_validate(query).model_dump(mode="json")


def phrases(text):
    return [phrase.strip() for phrase in text.split(" | ")]


MEASURE_CASES = [(text, name) for name, texts in MEASURES.items() for text in phrases(texts)]
FILTER_CASES = [(text, field, value) for field, value, texts in FILTERS for text in phrases(texts)]
SPAN_CASES = [(text, first, last) for first, last, texts in SPANS for text in phrases(texts)]


@pytest.mark.parametrize(("text", "measure"), MEASURE_CASES, ids=lambda part: str(part)[:40])
def test_every_name_of_a_measure(text, measure):
    answer = reading(text)

    assert answer.query.model_dump(mode="json") == said({"measures": [measure]})
    assert answer.not_understood == ()


@pytest.mark.parametrize(("text", "field", "value"), FILTER_CASES, ids=lambda part: str(part)[:40])
def test_every_name_of_a_filter(text, field, value):
    answer = reading(f"profit factor {text}")

    assert answer.query.model_dump(mode="json") == said(
        {"measures": ["profit_factor"], "only": {field: value}}
    )
    assert answer.not_understood == ()


@pytest.mark.parametrize(("text", "first", "last"), SPAN_CASES, ids=lambda part: str(part)[:40])
def test_every_span_of_days(text, first, last):
    answer = reading(f"what was my win rate {text}?")

    assert answer.query.model_dump(mode="json") == said(
        {"measures": ["win_rate"], "day_from": first, "day_to": last}
    )
    assert answer.not_understood == ()


@pytest.mark.parametrize(("text", "query"), WHOLE, ids=lambda part: str(part)[:40])
def test_whole_questions(text, query):
    answer = reading(text)

    assert answer.query.model_dump(mode="json") == said(query)
    assert answer.not_understood == ()


def test_what_is_composed_is_read_back():
    dice = random.Random(15)
    measures = [
        (text, name) for text, name in MEASURE_CASES if not set(text.split()) & NOT_COMPOSED
    ]
    filters = [
        case for case in FILTER_CASES if case[1] not in ("outcomes", "patterns", "adherence")
    ]
    wrong = []
    for _ in range(400):
        text, measure = dice.choice(measures)
        fields = dice.sample(sorted({field for _, field, _ in filters}), 2)
        chosen = [dice.choice([case for case in filters if case[1] == field]) for field in fields]
        days = dice.choice(SPAN_CASES)
        question = " ".join([text, chosen[0][0], days[0], chosen[1][0]])
        query = reading(question).query
        expected = {field: value for _, field, value in chosen}
        whole = {"measures": [measure], "only": expected, "day_from": days[1], "day_to": days[2]}
        if query is None or query.model_dump(mode="json") != said(whole):
            wrong.append(question)
    assert len(wrong) <= 400 * SHARE_THAT_MAY_COLLIDE, wrong[:40]


NOT_COMPOSED = frozenset("what's left are of".split())  # sentences of their own
# Two phrases side by side may be a third: "after two" and "August".
SHARE_THAT_MAY_COLLIDE = 0.01


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("win rate on blorbo trades", ("blorbo",)),
        ("profit factor when glum", ("glum",)),
        ("win rate in the last 20 trades", ("20",)),
        ("expectancy excluding August", ("excluding",)),
        ("win rate before news", ("before", "news")),
        ("pnl by setup and weekday", ("weekday",)),
        ("win rate not", ("not",)),
        ("net without NQ shorts", ("without",)),
        ("win rate on QQQZ", ("QQQZ",)),
    ],
)
def test_what_no_query_can_say_is_said_back(text, words):
    lost = " ".join(reading(text).not_understood)

    assert all(word in lost for word in words), lost


@pytest.mark.parametrize(
    ("before", "text", "query"),
    [
        (
            "how am I doing on Fridays?",
            "and on Mondays?",
            {"measures": ["net_pnl", "win_rate", "expectancy"], "only": {"weekdays": ["monday"]}},
        ),
        (
            "win rate on Mondays",
            "only shorts",
            {"measures": ["win_rate"], "only": {"weekdays": ["monday"], "direction": "short"}},
        ),
        (
            "win rate on longs in June",
            "same for shorts",
            {
                "measures": ["win_rate"],
                "only": {"direction": "short"},
                "day_from": "2026-06-01",
                "day_to": "2026-06-30",
            },
        ),
        (
            "pnl this week",
            "and last month?",
            {"measures": ["net_pnl"], "day_from": "2026-10-01", "day_to": "2026-10-31"},
        ),
        (
            "pnl on ES",
            "since June",
            {"measures": ["net_pnl"], "only": {"instruments": ["ES"]}, "day_from": "2026-06-01"},
        ),
        ("pnl", "without NQ", {"measures": ["net_pnl"], "excluding": {"instruments": ["NQ"]}}),
        (
            "pnl on longs",
            "by hour",
            {"measures": ["net_pnl"], "only": {"direction": "long"}, "group_by": "hour"},
        ),
        (
            "pnl on longs",
            "what about the win rate",
            {"measures": ["win_rate"], "only": {"direction": "long"}},
        ),
        (
            "pnl on longs",
            "and in euros",
            {"measures": ["net_pnl"], "only": {"direction": "long"}, "currency": "EUR"},
        ),
        ("pnl on longs in June", "and everything together?", {"measures": ["net_pnl"]}),
        (
            "win rate on Mondays",
            "compared to Fridays?",
            {
                "measures": ["win_rate"],
                "only": {"weekdays": ["monday"]},
                "compared_with": {"only": {"weekdays": ["friday"]}},
            },
        ),
        (
            "which setup is my best",
            "and the worst?",
            {
                "measures": ["net_pnl"],
                "group_by": "setup",
                "ranking": {"of": "group", "order": "worst", "limit": 1},
            },
        ),
        (
            "win rate after two losses in a row",
            "and after three?",
            {"measures": ["win_rate"], "only": {"after": {"what": "loss", "at_least": 3}}},
        ),
        (
            "pnl on ES",
            "expectancy too",
            {"measures": ["net_pnl", "expectancy"], "only": {"instruments": ["ES"]}},
        ),
        ("pnl on crypto", "and on ES?", {"measures": ["net_pnl"], "only": {"instruments": ["ES"]}}),
        (
            "win rate on Fridays",
            "what's my profit factor on ES?",
            {"measures": ["profit_factor"], "only": {"instruments": ["ES"]}},
        ),
    ],
    ids=lambda part: str(part)[:30],
)
def test_a_short_question_leans_on_the_one_before(before, text, query):
    answer = reading(text, reading(before).query)

    assert answer.query.model_dump(mode="json") == said(query)


def test_a_worst_day_is_asked_back_with_both_readings():
    asked = reading("what was my worst day?").clarification

    assert [choice.request.query.ranking.of for choice in asked.choices] == ["day", "group"]


def test_a_name_of_two_kinds_is_asked_back():
    both = Vocabulary(setups=("scalp",), tags=("scalp",))
    asked = read_question("win rate on scalps", today=TODAY, vocabulary=both).clarification

    assert [choice.request.query.only.setups for choice in asked.choices] == [["scalp"], []]
    assert [choice.request.query.only.tags for choice in asked.choices] == [[], ["scalp"]]


def test_a_day_that_may_be_a_year_is_asked_back():
    asked = reading("win rate feb 24").clarification

    assert [choice.request.query.day_from for choice in asked.choices] == [
        date(2026, 2, 24),
        date(2024, 2, 1),
    ]


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\U0001f600\U0001f600", "hello", "?"])
def test_what_asks_nothing_is_no_question(text):
    assert reading(text).query is None


@pytest.mark.parametrize(
    "part",
    [
        "1 ",
        "from 3 to 4 and ",
        "last 3 ",
        "not ",
        "on mondays and fridays ",
        "flarb ",
        "XQZ ",
        "a",
        "after 2 losses in a row ",
        "may ",
    ],
)
def test_the_longest_message_is_read_at_once(part):
    text = (part * 5000)[:5000]
    reading("win rate")

    assert seconds_of(lambda: reading(text)) < 0.05
