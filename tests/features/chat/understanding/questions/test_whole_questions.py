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


def told(text):
    """What a question asks beside what every question asks by itself."""
    return reading(text).query.model_dump(mode="json", exclude_defaults=True)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (
            "net on gap fills shorter than or equal to three minutes",
            {"setups": ["gap fill"], "holding_minutes": {"at_most": "3"}},
        ),
        ("net with 5 lots and up. thanks", {"size": {"at_least": "5"}}),
        ("net with 2 lots and smaller", {"size": {"at_most": "2"}}),
        (
            "opening trade of the day, what's the net",
            {"nth_of_day": {"at_least": "1", "at_most": "1"}},
        ),
        ("net if I had gone home after three trades a day", {"nth_of_day": {"at_most": "3"}}),
        ("net had I stopped after 2 trades every day", {"nth_of_day": {"at_most": "2"}}),
        ("net from trade no. 4 of the day onwards", {"nth_of_day": {"at_least": "4"}}),
        ("net of trades 2 to 3", {"nth_of_day": {"at_least": "2", "at_most": "3"}}),
    ],
)
def test_numbers_that_limit(text, query):
    assert told(text) == {"measures": ["net_pnl"], "only": query}


@pytest.mark.parametrize(
    ("text", "only", "excluding"),
    [
        ("net with the late ones thrown out", {}, {"tags": ["late"]}),
        (
            "had I just skipped the trade right after each loser, net",
            {},
            {"after": {"what": "loss"}},
        ),
        ("net, mondays taken away", {}, {"weekdays": ["monday"]}),
        ("net if fridays never happened", {}, {"weekdays": ["friday"]}),
        (
            "net for the shorts, mondays not included",
            {"direction": "short"},
            {"weekdays": ["monday"]},
        ),
    ],
)
def test_what_is_left_out_behind_its_name(text, only, excluding):
    query = told(text)

    assert query.get("only", {}) == only
    assert query["excluding"] == excluding


@pytest.mark.parametrize(
    ("text", "order", "limit"),
    [
        ("which symbol bled the most in May?", "worst", 1),
        ("top five losers of the year", "worst", 5),
        ("top five winners of the year", "best", 5),
        ("biggest losers this month", "worst", 1),
        ("which setup made me the most", "best", 1),
        ("which setup has lost the most", "worst", 1),
    ],
)
def test_which_end_most_is_depends_on_what_there_is_most_of(text, order, limit):
    ranking = reading(text).query.ranking

    assert (ranking.order, ranking.limit) == (order, limit)


@pytest.mark.parametrize(
    "text",
    [
        "mondays: profit or loss?",
        "on mondays, money made or lost",
        "did I win or lose on mondays",
        "loss or profit on mondays",
    ],
)
def test_both_ends_of_a_result_ask_for_the_result_itself(text):
    assert told(text) == {"measures": ["net_pnl"], "only": MONDAYS}


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("win rate on longs, and on shorts", {"direction": "long"}, {"direction": "short"}),
        (
            "win rate on the first trade of the day and on the third trade of the day",
            {"nth_of_day": {"at_least": "1", "at_most": "1"}},
            {"nth_of_day": {"at_least": "3", "at_most": "3"}},
        ),
    ],
)
def test_values_that_no_trade_has_both_of_are_told_apart(text, first, second):
    query = told(text)

    assert query["only"] == first
    assert query["compared_with"]["only"] == second


@pytest.mark.parametrize(
    "text",
    ["are my mondays worse than the rest of my week", "mondays against the remainder of the week"],
)
def test_the_rest_of_my_week_is_every_other_day(text):
    query = told(text)

    assert query["compared_with"] == {"excluding": MONDAYS}
    assert "day_from" not in query


def test_all_the_later_trades_are_those_after_the_first():
    query = told("net of the first trade of the day compared to all the later ones")

    first = {"nth_of_day": {"at_least": "1", "at_most": "1"}}
    assert query["only"] == first
    assert query["compared_with"] == {"excluding": first}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("win rate since school began again, the first of september", date(2026, 9, 1)),
        ("net since my birthday, thats 12 may", date(2026, 5, 12)),
    ],
)
def test_a_date_says_when_the_story_began(text, day):
    query = reading(text).query

    assert (query.day_from, query.day_to) == (day, None)


@pytest.mark.parametrize(
    "text",
    [
        "after a red day, how do I do",
        "win rate on days when it rains",
        "net in the weeks after a losing week",
        "win rate on days with a losing first trade",
    ],
)
def test_what_days_are_limited_by_is_said_back(text):
    answer = reading(text)

    assert any(word.startswith(("day", "week")) for word in answer.not_understood)
    assert answer.query is None or answer.query.only.after is None
