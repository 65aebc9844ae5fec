"""Each figure of an answer comes from a fact, or is struck; the rest of the sentence survives."""

from decimal import Decimal

import pytest

from backend.features.ai.sanitize import HIDDEN
from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.language.quantities import figures
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.coach.verdicts.facts import Fact, RecordFacts, Situation
from backend.features.coach.verdicts.grounding import (
    STRUCK,
    Checker,
    GroundedSentence,
    GroundingProof,
)
from backend.features.coach.verdicts.schemas import VerdictDraft, VerdictKind
from tests.features.coach.verdicts.grounded_facts import CHECKER, FACTS, NOTHING_READ


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("Your entry is 4500.25.", ("words.entry",)),
        ("Your entry is 4,500.25.", ("words.entry",)),
        ("It pays 2.33 R.", ("idea.risk_reward",)),
        ("It pays 2.3 to 1.", ("idea.risk_reward",)),
        (
            "You risk 1.4% of the account, USD 1,250.50.",
            ("account.risk_percent", "idea.risk_money"),
        ),
        ("You risk about $1,250 or 1.4 percent.", ("idea.risk_money", "account.risk_percent")),
        ("Adding at 4487 was your own word.", ("words",)),
        ("There are 3 things to wait for.", ()),
        ("Wait for a 15-minute close, or 2 candles.", ()),
        ("The 6E and the M15 chart agree.", ()),
        ("Nothing here is a number.", ()),
    ],
)
def test_what_is_measured_is_cited_and_stays(sentence, cited):
    checked = CHECKER.sentence(sentence)
    assert (checked.text, checked.struck) == (sentence, ())
    assert set(checked.facts) == set(cited)


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Support is at 4478.50.", f"Support is at {STRUCK}."),
        ("It wins 64% of the time.", f"It wins {STRUCK} of the time."),
        ("It pays 2.34 R.", f"It pays {STRUCK}."),
        ("You risk 2% or USD 1,300 here.", f"You risk {STRUCK} or {STRUCK} here."),
        ("Put the stop at 9.", f"Put the stop at {STRUCK}."),
        ("30.0 of them won.", f"{STRUCK} of them won."),  # the fact is a percentage
        (
            "Entry 4500.25, target 4555, stop 4490.",
            f"Entry 4500.25, target {STRUCK}, stop {STRUCK}.",
        ),
    ],
)
def test_what_nothing_supports_is_struck_and_the_rest_survives(sentence, shown):
    assert CHECKER.sentence(sentence).text == shown


RECORD = (
    Fact("record.net", "record", "Their net result is USD -1,250.50.", "-1250.5"),
    Fact(
        "record.win_rate",
        "record",
        "30 of the last 500 closed trades won (95% interval 4% to 8%, N 500).",
        "30",
    ),
    Fact("words.entry", "words", "Entry 4501.", "4501"),
    Fact("words.stop", "words", "Stop 4490.", "4490"),
    Fact("idea.risk_money", "idea", "At this size the stop costs USD 600.", "600"),
    Fact("trade.r", "trade", "It came to -5 R.", "-5"),
    Fact(
        "record.average_r", "record", "They average 0.17 R over 20 with a stop on record.", "0.17"
    ),
    Fact("account.size", "account", "The account is USD 18,250.", "18250"),
)
RECORDED = Checker(RECORD, "long EUR/USD at 1.0850")


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("You made a profit of USD 1,250.50.", f"You made a profit of {STRUCK}."),
        ("Your net result is USD 1,250.50.", f"Your net result is {STRUCK}."),
        ("You are up 5 R.", f"You are up {STRUCK}."),
        ("You lose 0.17 R on average.", f"You lose {STRUCK} on average."),
        ("It makes $600.", f"It makes {STRUCK}."),
        ("You risk $500, or 30R.", f"You risk {STRUCK}, or {STRUCK}."),
        ("A profit of $4501 is near.", f"A profit of {STRUCK} is near."),
        ("You risk EUR 600.", f"You risk {STRUCK}."),
        ("You have $20k.", f"You have {STRUCK}."),
        ("You lost 1k.", f"You lost {STRUCK}."),  # 600 in thousands, but far from it
    ],
)
def test_a_figure_of_something_else_supports_nothing(sentence, shown):
    assert RECORDED.sentence(sentence).text == shown


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("You lost 1,250.50.", "record.net"),
        ("A loss of $1,250.50 is on record.", "record.net"),
        ("A USD 1,250.50 loss is on record.", "record.net"),
        ("The net result is -$1,250.50.", "record.net"),
        ("The net result is USD \N{MINUS SIGN}1,250.50.", "record.net"),
        ("It was a loss of 5 R.", "trade.r"),
        ("It came to -5R.", "trade.r"),
        ("You lost 5 R.", "trade.r"),
        ("The stop costs $600.", "idea.risk_money"),
        ("You risk 600 dollars.", "idea.risk_money"),
        ("You risk 600USD.", "idea.risk_money"),
        ("You may lose 600.", "idea.risk_money"),
        ("On average you make 0.17 R.", "record.average_r"),
        ("After a loss you average 0.17 R.", "record.average_r"),
        ("The account is about $18k.", "account.size"),
        ("Your entry at $4501 is fine.", "words.entry"),
        ("Buy at _4501_.", "words.entry"),
        ("4501 points is the level.", "words.entry"),
        ("EUR/USD 1.0850 is your level.", "words"),
        ("30 of 500 won.", "record.win_rate"),
    ],
)
def test_another_way_to_say_the_same_is_supported(sentence, source):
    checked = RECORDED.sentence(sentence)
    assert (checked.text, checked.struck) == (sentence, ())
    assert source in checked.facts


@pytest.mark.parametrize(
    "figure",
    [
        "18k",
        "$20k",
        "4507pts",
        "91pct",
        "40bps",
        "4507th",
        "1.2M",
        "4507\N{VULGAR FRACTION ONE HALF}",
        "4507.25USD",
        "4507 m",
        "4507m",
        "ninety percent",
        "ninety-five per cent",
        "ten percent",
        "4507abc",
        "a hundred percent",
        ".75 R",
        "600 bucks",
        "1,000,000,000,000,000,000,000,000,000,000",
        "0.00000000001",
        "07",
    ],
)
def test_whatever_stands_beside_a_figure_it_is_struck_whole(figure):
    assert CHECKER.sentence(f"It is {figure} now.").text == f"It is {STRUCK} now."


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Support is at _4507_.", f"Support is at _{STRUCK}_."),
        ("ES4507 holds.", f"ES{STRUCK} holds."),
        ("CL78 holds.", f"CL{STRUCK} holds."),
        ("Levels 4491,4492.", f"Levels {STRUCK},{STRUCK}."),
        ("It fell for 4507 minutes to 588 d.", f"It fell for {STRUCK} minutes to {STRUCK} d."),
        ("It is 45 points away.", f"It is {STRUCK} points away."),
    ],
)
def test_only_the_figure_is_struck_from_what_it_is_glued_to(sentence, shown):
    assert CHECKER.sentence(sentence).text == shown


@pytest.mark.parametrize(
    "sentence",
    [
        "The 6E, ESZ5, US500 and S&P500 move together.",
        "The EMA200 and the 50DMA cross on H4, Q3 is near, TP1 first.",
        "Wait for the 15m, the 4H or 15 m chart, 390 minutes or 240m.",
        "On the 15th at 10 am, 0DTE.",
        "Two things to watch, 1. first, one more, and 3 points to consider.",
        "One trade at a time, a hundred ways to lose, and the twenty-first try after twenty minutes.",
        "Wait for two or three candles on a fifteen-minute chart; 2 of 3 conditions hold.",
    ],
)
def test_names_times_and_counts_are_no_figures(sentence):
    assert CHECKER.sentence(sentence) == GroundedSentence(sentence, (), ())


TOLD = "Long ES 4500.25 stop 4490 target 4520"
MEASURED = Checker(build_facts(Situation(idea=read_words(TOLD))), TOLD)


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("The stop is 7 points away.", f"The stop is {STRUCK} points away."),  # it is 10.25
        ("Give it 2 or 3 ticks.", f"Give it {STRUCK} or {STRUCK} ticks."),
        ("Won 3 of 4 trades.", f"Won {STRUCK} of {STRUCK} trades."),
        ("Won three of four trades.", f"Won {STRUCK} of {STRUCK} trades."),
        ("3 of 4 won.", f"{STRUCK} of {STRUCK} won."),
        ("Risk 5 contracts.", f"Risk {STRUCK} contracts."),
        (
            "Risk five contracts or 2 micro lots.",
            f"Risk {STRUCK} contracts or {STRUCK} micro lots.",
        ),
        ("Use a size of 5.", f"Use a size of {STRUCK}."),
        (
            "You lost 2 in a row, 3 losing trades.",
            f"You lost {STRUCK} in a row, {STRUCK} losing trades.",
        ),
        ("Rest for 3 days.", f"Rest for {STRUCK} days."),
        ("It was tested 4 times.", f"It was tested {STRUCK} times."),
        ("It pays 3 to 1.", f"It pays {STRUCK}."),
        ("It pays three to one.", f"It pays {STRUCK}."),
        ("It pays 3:1 or 1:3.", f"It pays {STRUCK} or {STRUCK}."),
        ("It pays two point five R.", f"It pays {STRUCK}."),
        ("Aim at four thousand seven hundred.", f"Aim at {STRUCK}."),
        ("Aim at forty seven hundred.", f"Aim at {STRUCK}."),
        ("Aim at forty-five thirty or 47 hundred.", f"Aim at {STRUCK} or {STRUCK}."),
        ("Put the stop at nine.", f"Put the stop at {STRUCK}."),
        ("You made five thousand dollars.", f"You made {STRUCK}."),
        ("You lost 4.5k yesterday.", f"You lost {STRUCK} yesterday."),
        ("Risk is 4.5k in total.", f"Risk is {STRUCK} in total."),
        ("You lost 4500.25 yesterday.", f"You lost {STRUCK} yesterday."),
        ("Target 2 is 4520.", f"Target {STRUCK} is 4520."),
    ],
)
def test_a_count_a_measure_and_a_sum_need_a_fact_of_their_kind(sentence, shown):
    assert MEASURED.sentence(sentence).text == shown


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("It pays 1.93 to 1, about 2:1.", ("idea.risk_reward",)),
        ("It pays about two to one.", ("idea.risk_reward",)),
        ("The stop is 10.25 points away, 41 ticks.", ("idea.stop_distance",)),
        ("Your stop is at four thousand four hundred and ninety.", ("words.stop",)),
        ("Your target is forty-five twenty.", ("words.target_1",)),
        ("Your entry is near 4.5k.", ("words.entry",)),
        ("Target 1 is 4520.", ("words.target_1",)),
        ("1. Wait. 2. Act.", ()),
        ("Two of them hold.", ()),
    ],
)
def test_what_is_told_in_other_words_is_cited_by_what_measured_it(sentence, cited):
    assert MEASURED.sentence(sentence) == GroundedSentence(sentence, cited, ())


def test_counts_are_supported_by_counts_of_the_same():
    words = "Long ES 4500 stop 4490, 3 contracts, 1:2"
    record = RecordFacts(closed=9, wins=4, losses_in_a_row=2, entered_today=5)
    checker = Checker(build_facts(Situation(idea=read_words(words), record=record)), words)
    for sentence in (
        "Three contracts.",
        "You won 4 of 9 trades.",
        "You lost 2 in a row.",
        "5 trades today.",
        "It pays 2:1.",
    ):
        assert checker.sentence(sentence).struck == (), sentence
    for sentence in ("3 trades.", "5 contracts.", "3 points away.", "It pays 4:1."):
        assert checker.sentence(sentence).struck != (), sentence


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("ninety", 90),
        ("forty-seven hundred", 4700),
        ("four thousand seven hundred and fifty", 4750),
        ("eighteen thousand two fifty", 18250),
        ("eighteen two fifty", 18250),
        ("forty-five twenty", 4520),
        ("a hundred and five", 105),
        ("two point two five", Decimal("2.25")),
        ("one million", 1_000_000),
    ],
)
def test_numbers_in_words_are_read_as_traders_say_them(sentence, value):
    [figure] = figures(f"It is {sentence} dollars")
    assert figure.value == value


def test_a_key_is_hidden_whole_before_a_figure_is_struck_from_it_and_a_link_hides_no_figure():
    assert CHECKER.sentence("Use sk-abcd4507efgh8901ijkl2345 now.").text == f"Use {HIDDEN} now."
    assert (
        CHECKER.sentence("It is at [45](https://a.b)[07](https://c.d).").text
        == f"It is at {STRUCK}."
    )


@pytest.mark.parametrize(
    "sentence", ["I give it a chance of 37%.", "A 37% chance.", "Confidence: thirty-seven percent."]
)
def test_a_chance_is_only_the_answers_own_confidence(sentence):
    assert CHECKER.sentence(sentence, 37) == GroundedSentence(sentence, (), ())
    for other in (41, None):
        assert STRUCK in CHECKER.sentence(sentence, other).text


def test_a_key_of_several_lines_is_hidden_whole():
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIB4507\n-----END RSA PRIVATE KEY-----"
    assert (
        GroundingProof(FACTS, "")
        .proved(NOTHING_READ.model_copy(update={"timeframe": key}))
        .timeframe
        == HIDDEN
    )


def test_no_other_chance_passes_as_the_forecast():
    sentence = "Your chance to blow up with this rule is 87%."
    assert (
        CHECKER.sentence(sentence, 41).text == f"Your chance to blow up with this rule is {STRUCK}."
    )


def test_a_text_waits_for_the_confidence_from_its_first_chance_on():
    answer = VerdictDraft(
        analysis="Fine. A chance of 37%. Not 38% odds. Yes.",
        verdict=VerdictKind.FIRE,
        confidence=37,
        key_points=[],
        conditions=[],
        missing=[],
        psychology_note=None,
        read=NOTHING_READ,
        invalidation=None,
        horizon=None,
        evidence=[],
    )
    proof = GroundingProof(FACTS, "")
    buffer = proof.sentences()
    assert buffer.add(answer.analysis) == "Fine."
    shown = buffer.rest(answer)
    assert shown == f" A chance of 37%. Not {STRUCK} odds. Yes."
    assert proof.proved(answer).analysis == f"Fine.{shown}"
