"""The coach by rules hears the question: it answers what was asked, from the record, or says what the record lacks."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from backend.features.coach.coach_context.cached_part import pattern_cost
from backend.features.coach.coach_context.group_comparisons import (
    after_two_losses,
    planned,
    weekdays,
)
from backend.features.coach.coach_context.models import DayPhase, SessionType
from backend.features.coach.rule_coach.emotions import Behaviour, read_emotion
from backend.features.coach.rule_coach.question_topics import asks_about_the_trader, small_talk_of
from backend.features.coach.rule_coach.reply import coach, parts_of
from tests.features.coach.conversations import SESSION, told, traded
from tests.features.coach.questions import (
    A_YEAR,
    ASKED_OF_A_YEAR,
    ASKED_OF_NOTHING,
    LIMITS,
    NOTHING,
    PROMISES,
)
from tests.features.coach.rule_coach.test_reply import GENERIC, known
from tests.features.coach.scenes import NOW, SITUATIONS, background, held, scene, trade


def answered(context, words, before=()):
    """The reply, whole in its form: each part with sources that are known, nothing generic, no slot left."""
    spoken = scene(context, words, before)
    reply = coach(spoken)
    assert " ".join(parts_of(reply)) == reply.reply
    assert len(parts_of(reply)) == len(reply.sources)
    assert all(sources and set(sources) <= known(spoken) for sources in reply.sources), reply
    assert not GENERIC.search(reply.reply), reply.reply
    assert not re.search(r"[{}]|\bNone\b|\.\.|  ", reply.reply), reply.reply
    return reply


def holds(text, expected, unwanted):
    for words in expected:
        assert any(part in text for part in words.split("|")), (words, text)
    for words in unwanted:
        assert words not in text, (words, text)


@pytest.mark.parametrize("words", ASKED_OF_A_YEAR)
def test_a_question_is_answered_from_a_year_on_record(words):
    holds(answered(A_YEAR, words).reply, *ASKED_OF_A_YEAR[words])


@pytest.mark.parametrize("words", ASKED_OF_NOTHING)
def test_an_empty_record_says_what_it_does_not_know_and_what_would_make_it_known(words):
    holds(answered(NOTHING, words).reply, *ASKED_OF_NOTHING[words])


def test_different_questions_get_different_answers():
    for context, questions, least in (
        (A_YEAR, ASKED_OF_A_YEAR, 28),
        (NOTHING, ASKED_OF_NOTHING, 20),
    ):
        assert len({answered(context, words).reply for words in questions}) >= least


def test_a_question_that_is_asked_again_is_answered_again():
    for words, (expected, _) in ASKED_OF_A_YEAR.items():
        first = answered(A_YEAR, words).reply
        second = answered(A_YEAR, words, [first]).reply
        if "leak" in words or "promise" in words or "worst day" in words:
            assert expected[0] in second, (words, second)


def test_an_offer_repeats_no_limit_of_the_rulebook_and_no_promise():
    lost = SITUATIONS["three losses"]
    assert coach(scene(lost, "x")).commitment is not None
    for words in ("", "x", "I lost again", "hi", "thanks"):
        context = replace(lost, limits=LIMITS)
        commitment = coach(scene(context, words)).commitment
        assert commitment is None or commitment.promise == "reduce_size", words
        assert "and the day is over" not in coach(scene(context, words)).reply
        promised = replace(lost, cached=replace(lost.cached, commitments=PROMISES))
        commitment = coach(scene(promised, words)).commitment
        assert commitment is None or commitment.promise != "pause", words
    assert coach(scene(lost, "hi")).commitment is None
    assert coach(scene(lost, "thanks")).commitment is None


def test_an_offer_is_made_once_in_a_conversation():
    first = coach(scene(SITUATIONS["a fresh loss"], "x"))
    assert first.commitment is not None
    later = coach(scene(SITUATIONS["a fresh loss"], "x", ["Something else.", first.reply]))
    assert first.next_step not in later.reply


def test_each_phase_opens_with_its_own_text():
    for kind in SessionType:
        opened = {
            coach(scene(replace(A_YEAR, session_type=kind, phase=phase))).reply
            for phase in DayPhase
        }
        assert len(opened) == len(DayPhase), kind
        questions = {
            coach(scene(replace(A_YEAR, session_type=kind, phase=phase))).question
            for phase in DayPhase
        }
        assert len(questions) == len(DayPhase), kind


def test_before_the_session_it_begins_with_what_was_agreed_and_not_with_the_same_as_during_it():
    later = replace(A_YEAR, now=NOW + timedelta(hours=20))
    before, during = (
        coach(scene(replace(later, phase=phase)))
        for phase in (DayPhase.PRE_MARKET, DayPhase.IN_SESSION)
    )
    assert "The same size on every trade until Friday." in before.key_points[0]
    assert before.key_points[0] not in during.key_points


def test_all_trades_that_a_session_is_about_are_seen():
    three = (
        trade(minutes=500, r="-1"),
        trade(minutes=900, r="2", instrument="NQ", plan_match="planned"),
        trade(minutes=1500, r="-1.5", instrument="GC"),
    )
    reply = answered(background(*three, named=three), "What do you see in these trades?")
    for expected in (
        "You brought 3 trades",
        "ES",
        "NQ",
        "GC",
        "2 lost",
        "1 had a plan",
        "-0.50 R together",
    ):
        assert expected in reply.reply
    assert {trade.source for trade in three} <= set(reply.evidence)
    opening = answered(background(*three, named=three), "")
    assert {trade.source for trade in three} <= set(opening.evidence)


def test_personal_trouble_with_an_open_trade_names_the_trade_and_no_figure_of_the_record():
    context = background(known={"open_trades": (held(),)})
    reply = answered(context, "my mother is in the hospital")
    assert "You still hold long 1 ES: close it, or set its stop" in reply.reply
    assert reply.commitment is None


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("I just lost 3 in a row and I want my money back right now", "revenge"),
        ("My wife is leaving me and I can't focus", "grief"),
        ("last week my father died", "grief"),
        ("my grandmother died 20 years ago", "unclear"),
        ("I want to quit trading", "resignation"),
        ("I want to stop trading for today", "unclear"),
        ("I don't want to quit trading", "unclear"),
    ],
)
def test_feelings_that_words_show(words, state):
    assert read_emotion(words, Behaviour()).state == state


@pytest.mark.parametrize(
    "words",
    [
        "what now?",
        "and the next one?",
        "What do you see?",
        "should I take ES here?",
        "I lost",
        "why?",
        "NQ?",
    ],
)
def test_what_could_be_about_the_trading_is_not_put_off(words):
    assert small_talk_of(words) is None


def test_which_questions_are_about_the_trader():
    assert asks_about_the_trader("What is my biggest leak?")
    assert asks_about_the_trader("am I revenge trading?")
    assert not asks_about_the_trader("is this a good long?")
    assert not asks_about_the_trader("what do you think of gold?")


def test_a_cost_is_measured_only_where_its_words_say_so():
    def made(r, low, high):
        words, measured = pattern_cost({"r": r, "interval": {"low": low, "high": high}})
        assert words.startswith("No measurable cost" if measured is None else "It came to")
        return measured

    assert made(-59.04, -71.0, -46.0) == Decimal("-59.0")
    assert made(4.0, 1.0, 7.0) == Decimal("4.0")
    assert made(-7.2, -30.0, 15.0) is None
    assert pattern_cost({"r": None}) == ("", None)


def days(r_by_day):
    """One trade for each R, from Monday the 2nd of November 2026 on, on the day that is named."""
    monday = date(2026, 11, 2)
    return [
        replace(trade(r=r), entry_day=monday + timedelta(days=day))
        for day, many in r_by_day.items()
        for r in many
    ]


def test_weekdays_are_ranked_by_their_sum_and_few_trades_are_not():
    figure = weekdays(days({0: ["-1"] * 6, 1: ["0.5"] * 8, 2: ["-9"] * 4}))
    assert (
        "Monday is your worst day: -6.00 R in 6 trades; Tuesday is your best, 4.00 R in 8 trades"
        in figure.statement
    )
    assert weekdays(days({0: ["-1"] * 6, 1: ["1"] * 4})) is None


def test_after_two_losses_counts_what_was_closed_before_the_entry():
    # Latest first, ten minutes of pause between: l l l w w repeated; after two losses come the third loss and one win.
    closed = [
        trade(minutes=60 + 20 * number, r=r)
        for number, r in enumerate(reversed(["-1", "-1", "-1", "2", "2"] * 6))
    ]
    figure = after_two_losses(closed)
    assert figure.n == 12
    assert (
        "they average 0.50 R, the others 0.00 R" in figure.statement
    )  # (6 * -1 + 6 * 2) / 12; (12 * -1 + 6 * 2) / 18 = 0
    assert after_two_losses(closed[:8]) is None


def test_planned_trades_are_held_against_the_others():
    closed = [
        *(trade(r="1", plan_match="planned") for _ in range(5)),
        *(trade(r="-1") for _ in range(5)),
    ]
    assert (
        "5 had a plan before the fill and average 1.00 R; the 5 without one average -1.00 R"
        in planned(closed).statement
    )
    assert planned(closed[:9]) is None


def test_a_question_about_oneself_is_for_the_coach_in_any_mode_and_a_trade_is_judged(world):
    trader = world.trader()
    traded(trader, minutes=300)
    for words in ("Why do I keep trading after a loss?", "How do I stop revenge trading?"):
        answer = told(world, trader, words, mode="analysis")
        assert answer["verdict"] is None
        assert "leave out something" not in answer["content"]
        assert answer["coaching"]["sentences"]
    for words in ("What is my biggest leak?", "am I revenge trading?"):  # the record answers these
        answer = told(world, trader, words, mode="analysis")
        assert answer["verdict"] is None
        assert "leave out something" not in answer["content"]
        assert answer["understood"]["kind"] in ("book", "question")
    judged = told(
        world, trader, "am I chasing? long ES 4500 stop 4490 target 4520", mode="analysis"
    )
    assert judged["verdict"] is not None
    week = told(world, trader, "How many trades did I take this week and what was the result?")
    assert week["content"].startswith("You closed 1 trade ")


def test_a_session_about_two_trades_speaks_of_both(world):
    trader = world.trader()
    two = [traded(trader, minutes=400)["id"], traded(trader, minutes=900, instrument="NQ")["id"]]
    beginning = trader.post(
        SESSION, {"message": "What do you see in these trades?", "related_trade_ids": two}
    ).json
    world.desk().answer_next()
    answer = trader.get(f"/api/messages/{beginning['answer']['id']}").json
    assert {f"trade:{trade_id}" for trade_id in two} <= set(answer["coaching"]["evidence"])
