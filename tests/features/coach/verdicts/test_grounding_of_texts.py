"""Whole texts, and texts that come in pieces, are checked sentence by sentence; in time that grows with them."""

import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.coach.verdicts.facts import AccountSnapshot, RecordFacts, Situation
from backend.features.coach.verdicts.grounding import (
    STRUCK,
    Checker,
    SentenceBuffer,
    sentences,
)
from backend.features.coach.verdicts.rules import EXAMPLE, judge
from tests.features.coach.verdicts.grounded_facts import CHECKER, FACTS


def test_a_whole_text_says_what_it_cites_and_what_was_struck():
    checked = CHECKER.check("Your entry is 4500.25. Resistance is 4533! It pays 2.33.")
    assert checked.text == f"Your entry is 4500.25. Resistance is {STRUCK}! It pays 2.33."
    assert [(citation.sentence, citation.facts) for citation in checked.citations] == [
        ("Your entry is 4500.25.", ("words.entry",)),
        ("It pays 2.33.", ("idea.risk_reward",)),
    ]
    assert checked.struck == ("4533",)


@given(
    st.text(alphabet="ab 0123456789.,!?%\n$RE-", max_size=200),
    st.lists(st.integers(1, 12), min_size=1, max_size=30),
)
def test_a_text_that_comes_in_pieces_is_checked_like_the_whole(text, sizes):
    buffer, shown, at = SentenceBuffer(CHECKER), "", 0
    for size in sizes * (len(text) // sum(sizes) + 1):
        shown += buffer.add(text[at : at + size])
        at += size
    assert shown + buffer.rest() == CHECKER.check(text).text
    assert "".join(sentences(text)) == text


@given(
    st.lists(
        st.sampled_from(
            [
                "word ",
                "4507",
                " ",
                "x" * 700,
                "chance of 37% ",
                "USD 5 ",
                "ninety percent",
                ". ",
                ".)",
            ]
        )
    ),
    st.integers(1, 900),
)
def test_long_sentences_are_cut_at_the_same_place_in_pieces_and_in_the_whole(words, size):
    text = "".join(words)
    buffer = SentenceBuffer(CHECKER)
    shown = "".join(buffer.add(text[at : at + size]) for at in range(0, len(text), size))
    assert shown + buffer.rest() == CHECKER.check(text).text
    assert "".join(sentences(text)) == text
    assert all(len(part) <= 2000 for part in sentences(text))


def test_a_sentence_without_an_end_is_closed_between_words():
    first, second = sentences("no end " * 285 + "4507 percent and so on")
    assert first == "no end " * 284 + "no "  # a figure stays with the word before it
    assert CHECKER.sentence(second).text == f"end {STRUCK} and so on"


def cpu_seconds(work: Callable[[], object]) -> float:
    took = []
    for _ in range(3):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def in_pieces(text: str) -> None:
    buffer = SentenceBuffer(CHECKER)
    for letter in text:
        buffer.add(letter)
    buffer.rest()


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "1",
        "13% chance ",
        "(3 ",
        "(",
        "lost 4487 ",
        "$4487 ",
        "3 of 4 ",
        "two hundred ",
        "\n",
        ".",
        "ninety ",
    ],
)
@pytest.mark.parametrize("check", [CHECKER.check, in_pieces])
def test_the_work_grows_with_the_text_and_no_faster(text, check):
    few, many = (text * (size // len(text)) for size in (6_000, 48_000))
    # Eight times the text; were the whole text looked at for every piece or figure, it would be 64 times the work.
    assert cpu_seconds(lambda: check(many)) < 24 * cpu_seconds(lambda: check(few)) + 0.05


def test_words_that_repeat_a_figure_are_looked_at_once():
    often, once = Checker(FACTS, "4400 " * 900), Checker(FACTS, "4400")
    text = "$4400 " * 2_000
    assert cpu_seconds(lambda: often.check(text)) < 5 * cpu_seconds(lambda: once.check(text)) + 0.05


def test_no_sentence_is_shown_before_it_has_ended():
    buffer = SentenceBuffer(CHECKER)
    assert buffer.add("Support is at 44") == ""
    assert buffer.add("78.") == ""
    assert buffer.add("50. And") == f"Support is at {STRUCK}."
    assert buffer.rest() == " And"


@given(
    st.sampled_from(
        [
            "Long ES 4500.25 stop 4490 target 4520, 2 contracts",
            "short NQ 18250 stop 18290 target 18150 and 18000, 1 lot, must make it back",
            "buy EURUSD 1.0850 sl 25 pips tp 3r 0.5 lots",
            "long AAPL 588.10 stop 576 target 580",
            "about to short ES 3 lots, stop 12 ticks",
            "gold?",
        ]
    ),
    st.integers(0, 400),
    st.integers(0, 400),
    st.sampled_from([None, "25000", "1234.56"]),
)
def test_the_rules_never_say_a_figure_that_no_fact_has(words, closed, same, size):
    record = RecordFacts(
        closed=closed + same,
        wins=(closed + same) // 3,
        same_closed=same,
        same_wins=same // 2,
        losses_in_a_row=closed % 5,
        minutes_since_last=closed % 30,
        last_was_loss=closed % 2 == 0,
        usual_size=Decimal("1.5"),
        average_r=Decimal("0.17"),
        r_count=closed,
    )
    account = AccountSnapshot(None if size is None else Decimal(size), "USD", Decimal("1.5"))
    situation = Situation(idea=read_words(words), account=account, record=record)
    facts = build_facts(situation)
    draft, checker = judge(situation, facts), Checker(facts, words)
    for text in (
        draft.analysis.replace(EXAMPLE, ""),
        *draft.key_points,
        *draft.conditions,
        draft.invalidation or "",
    ):
        assert checker.check(text).struck == (), text
