"""Each figure of an answer comes from a fact, or is struck; the rest of the sentence survives."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.verdicts.citations import STRUCK, Checker, SentenceBuffer, sentences
from backend.features.verdicts.facts import Account, Fact, Record, Situation
from backend.features.verdicts.readers import build_facts
from backend.features.verdicts.rules import EXAMPLE, judge
from backend.features.verdicts.words import read_words

FACTS = (
    Fact("words.entry", "words", "Entry 4500.25.", "4500.25"),
    Fact("idea.risk_reward", "idea", "Target 1 pays 2.33 times the risk: even at a hit rate of 30.0%.", "2.33"),
    Fact("account.risk_percent", "account", "That is 1.4% of the account.", "1.4"),
    Fact("idea.risk_money", "idea", "At this size the stop costs USD 1,250.50.", "1250.5"),
)
CHECKER = Checker(FACTS, "long ES, maybe add at 4487")


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("Your entry is 4500.25.", ("words.entry",)),
        ("Your entry is 4,500.25.", ("words.entry",)),
        ("It pays 2.33 R.", ("idea.risk_reward",)),
        ("It pays 2.3 to 1.", ("idea.risk_reward",)),
        ("You risk 1.4% of the account, USD 1,250.50.", ("account.risk_percent", "idea.risk_money")),
        ("You risk about $1,250 or 1.4 percent.", ("idea.risk_money", "account.risk_percent")),
        ("Adding at 4487 was your own word.", ("words",)),
        ("There are 3 things to wait for.", ()),
        ("I give it a chance of 37%.", ()),
        ("Wait for a 15-minute close, or 2 candles.", ()),
        ("The 6E and the M15 chart agree.", ()),
        ("Nothing here is a number.", ()),
    ],
)
def test_what_is_measured_is_cited_and_stays(said, cited):
    shown, found, struck = CHECKER.sentence(said)
    assert (shown, struck) == (said, [])
    assert set(found) == set(cited)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Support is at 4478.50.", f"Support is at {STRUCK}."),
        ("It wins 64% of the time.", f"It wins {STRUCK} of the time."),
        ("It pays 2.34 R.", f"It pays {STRUCK}."),
        ("You risk 2% or USD 1,300 here.", f"You risk {STRUCK} or {STRUCK} here."),
        ("Put the stop at 9.", f"Put the stop at {STRUCK}."),
        ("30.0 of them won.", f"{STRUCK} of them won."),  # the fact is a percentage
        ("Entry 4500.25, target 4555, stop 4490.", f"Entry 4500.25, target {STRUCK}, stop {STRUCK}."),
    ],
)
def test_what_nothing_supports_is_struck_and_the_rest_survives(said, shown):
    assert CHECKER.sentence(said)[0] == shown


def test_a_whole_text_says_what_it_cites_and_what_was_struck():
    checked = CHECKER.check("Your entry is 4500.25. Resistance is 4533! It pays 2.33.")
    assert checked.text == f"Your entry is 4500.25. Resistance is {STRUCK}! It pays 2.33."
    assert [(one.sentence, one.facts) for one in checked.citations] == [
        ("Your entry is 4500.25.", ("words.entry",)),
        ("It pays 2.33.", ("idea.risk_reward",)),
    ]
    assert checked.struck == ("4533",)


@given(
    st.text(alphabet="ab 0123456789.,!?%\n$RE-", max_size=200), st.lists(st.integers(1, 12), min_size=1, max_size=30)
)
def test_a_text_that_comes_in_pieces_is_checked_like_the_whole(text, sizes):
    buffer, shown, at = SentenceBuffer(CHECKER), "", 0
    for size in sizes * (len(text) // sum(sizes) + 1):
        shown += buffer.add(text[at : at + size])
        at += size
    assert shown + buffer.rest() == CHECKER.check(text).text
    assert "".join(sentences(text)) == text


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
    record = Record(
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
    account = Account(None if size is None else Decimal(size), "USD", Decimal("1.5"))
    situation = Situation(idea=read_words(words), account=account, record=record)
    facts = build_facts(situation)
    draft, checker = judge(situation, facts), Checker(facts, words)
    for text in (draft.analysis.replace(EXAMPLE, ""), *draft.key_points, *draft.conditions, draft.invalidation or ""):
        assert checker.check(text).struck == (), text
