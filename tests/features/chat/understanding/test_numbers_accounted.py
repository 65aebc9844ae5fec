"""Every number of a message that becomes a draft has a part in it, is said to be left aside, or is asked about."""

import random
import re
from decimal import Decimal

import pytest

from backend.features.chat.understanding.thread_state import AskedBack, ThreadState
from tests.corpus.corpus_lines import corpus_lines
from tests.features.chat.understanding.messages import NOW, request_of, understood

OFFERED = ("idea", "idea_change", "trade_entered")
_DIGITS = re.compile(r"(?<![\w.,'])\d[\d,]*(?:\.\d+)?(?![\w.,':/%]*\d)")
_WITH_UNITS = re.compile(  # distances, times and 32nds become other numbers: these are left out of what is told
    r"\S*\d\S*(?:[\u00bc-\u00be'/:-]\S*|\s?-?(?:t|ticks?|tiks|tix|p|pts?|points?|handles?|pips?|cents?|r|rr|atrs?"
    r"|percent|pct|dte|am|pm|m|min|h|hr|d|k|x|ema|sma|day|minutes?|hours?|dollars?|bucks)\b|\s?%)",
    re.I,
)
_CORRECTED = re.compile(r"scratch|sorry|wait|i mean|make (?:it|that)|actually|correct|not ", re.I)
LOST = (
    "long ES 4500 stop 4490 target 4530 32",
    "long ES 4500, stop 4490, target 4530, 7 for you",
    "i've got $1,500 to spend on UBER at 84.20; sl 82, tp 89",
    "no more than 150 dollars of pain: MES 6715 sell, stop 6722.5",
    "my account can take 1.5 percent on this. usdcad short 1.4080, 1.4115 stop, 1.3990 target",
    "wide stop this time, 20 handles, ES short 6,790, tgt 6,730",
)
BY_SIDE = {
    "long ES 4500, stop 4490, 4530 4560": (4490, (4530, 4560)),
    "long EURUSD 1.1500 1.1450 1.1550": (Decimal("1.1450"), (Decimal("1.1550"),)),
    "short NQ 18310 18340 18220": (18340, (18220,)),
    "buy gold 2660 2650 2680 2700": (2650, (2680, 2700)),
    "short CL 71.20, 71.65, 70.10": (Decimal("71.65"), (Decimal("70.10"),)),
    "long 3 AAPL 230.5 sl 228, 235, 320": (228, (235, 320)),
}


def spoken_of(understanding):
    """All that an answer says of a message: the request, what is left aside, what is asked."""
    asked = understanding.clarification
    words = [*understanding.not_understood, *understanding.doubts]
    if asked is not None:
        words += [asked.question, *(choice.label for choice in asked.choices)]
    return " ".join(words)


def numbers_of(part):
    """Every number that a request holds, whichever field has it."""
    if isinstance(part, Decimal):
        yield abs(part)
    elif isinstance(part, tuple):
        for item in part:
            yield from numbers_of(item)
    elif hasattr(part, "model_fields_set"):
        for _, value in part:
            yield from numbers_of(value)


def unaccounted(text):
    """The numbers of a text that nothing of its understanding speaks of, where a trade would be offered."""
    understanding = understood(text)
    if understanding.clarification is not None or understanding.guard is not None:
        return []
    if not understanding.requests or understanding.requests[0].kind.value not in OFFERED:
        return []
    held = {number for part in understanding.requests for number in numbers_of(part)}
    said = spoken_of(understanding)
    return [
        digits
        for digits in _DIGITS.findall(text)
        if digits.rstrip(",") not in said and Decimal(digits.replace(",", "")) not in held
    ]


@pytest.mark.parametrize("text", LOST)
def test_a_number_without_a_part_is_asked_about(text):
    asked = understood(text).clarification

    assert asked is not None
    assert "I did not place" in asked.question or asked.about in ("levels", "size", "stop")


def test_a_size_that_no_word_names_is_one_click_away_and_never_lost():
    asked = understood(LOST[0]).clarification

    assert "I did not place 32" in asked.question
    assert [choice.label for choice in asked.choices] == ["Size 32", "Leave 32 aside"]
    with_size, without = (choice.request.terms.size for choice in asked.choices)
    assert (with_size, without) == (Decimal(32), None)


@pytest.mark.parametrize(("text", "levels"), BY_SIDE.items())
def test_prices_without_a_label_are_levels_of_their_side_and_said_to_be_taken_so(text, levels):
    understanding = understood(text)
    terms = understanding.requests[0].terms

    assert understanding.clarification is None
    assert (terms.stop, terms.targets) == levels
    assert "by the side of the entry" in understanding.doubts[-1]
    assert not understanding.is_accounted_for  # not by one click
    assert not understanding.not_understood


@pytest.mark.parametrize(
    "text",
    [
        "long ES 4500 4490 4480",  # two on the losing side
        "T long 20 19",  # entry and stop, or entry and exit
        "short NQ 18300 18250",
        "long ES 4500 stop 4490 4485",  # a stop is told already
        "long AAPL 230 stop 228, 300",  # shares, or a price
        "long ES 4500 stop 4490, 4530, $300",  # money beside it
    ],
)
def test_a_price_that_may_be_something_else_is_asked_about(text):
    assert understood(text).clarification is not None


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("short eurusd 1.0850 sl 20 pips tp 50", "1.0800"),
        ("short 2 MES, entry 6030, 8 points of risk, 16 reward", "6014"),
        ("ym short 43250 stop 50 points up target 100 down", "43150"),
    ],
)
def test_a_distance_in_the_unit_of_the_other_one_is_placed(text, target):
    understanding = understood(text)

    assert understanding.clarification is None
    assert understanding.requests[0].terms.targets == (Decimal(target),)


def test_a_trade_that_was_made_is_asked_about_before_it_is_drafted():
    asked = understood("bought 2 ES 4500, stop 4490, 4530 4560").clarification

    assert "4530 and 4560 as targets" in asked.question
    assert [choice.label for choice in asked.choices] == ["Yes, that is right"]
    assert asked.choices[0].request.terms.targets == (4530, 4560)


@pytest.mark.parametrize(
    "text",
    [
        "bought 2 AAPL 230 calls dec 18 at 4.20, stop 3, target 8",
        "AAPL 12/18 230c at 4.20 stop 3",
        "SPY 450p 0dte 1.20 stop .80 target 2",
        "long TSLA 350 calls exp jan 15 2027 at 12.5, stop 9",
        "bought SPY 15 jan 2027 600 puts @ 8.20 stop 6",
    ],
)
def test_what_says_which_option_it_is_is_no_open_number(text):
    understanding = understood(text)

    assert understanding.clarification is None
    assert understanding.requests[0].terms.option.expiry is not None


@pytest.mark.parametrize(
    ("answer", "size"), [("size 32", 32), ("32 contracts", 32), ("leave 32 aside", None)]
)
def test_the_answer_completes_the_trade(answer, size):
    asked = understood(LOST[0]).clarification
    thread = ThreadState(asked=AskedBack(clarification=asked, at=NOW))

    terms = request_of(answer, thread).terms

    assert (terms.entry, terms.stop, terms.targets) == (4500, 4490, (4530,))
    assert terms.size == size


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("rsi is at 72, short ES 4884 stop 4889 target 4874", "72"),
        ("lost 200 on the last one. now short NQ 15800 stop 15840 target 15700", "200"),
        ("resistance at 344, so short TSLA 341.50 stop 346 target 330", "344"),
    ],
)
def test_what_is_none_of_the_trade_is_said_to_be_left_aside(text, aside):
    understanding = understood(text)

    assert understanding.clarification is None
    assert aside in understanding.not_understood


def test_a_number_that_was_corrected_is_not_asked_about():
    moved = request_of("changed the AAPL target from 230.50 to 232.00")

    assert moved.price == 232


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("short NQ 18310, stop 18340, target 18220. one.", 1),
        ("RTY short 2431.5, 2436 stop, 2418 target, just the one", 1),
        ("COIN short 251, 20 sh, stop 258", 20),
    ],
)
def test_sizes_that_stand_alone_are_read(text, size):
    assert request_of(text).terms.size == size


@pytest.mark.parametrize(
    ("words", "timeframe"),
    [
        ("h4", "4h"),
        ("on the 15 minute", "15m"),
        ("4-hour", "4h"),
        ("off the five minute", "5m"),
        ("in 15 minutes", None),
        ("after a 20 minute break", None),
    ],
)
def test_bars_of_a_chart_are_told_from_time_that_passes(words, timeframe):
    terms = request_of(f"long ES 4500 stop 4490 target 4530, {words}").terms

    assert (terms.timeframe, terms.size) == (timeframe, None)


def generated(seed):
    """A trade with its levels, and something more with a number in it, anywhere between."""
    rng = random.Random(seed)
    entry = rng.choice((4500, 6712, 18250))
    name = {4500: "ES", 6712: "MES", 18250: "NQ"}[entry]
    parts = [
        f"{rng.choice(('long', 'buy'))} {name} {entry}",
        rng.choice(("stop {}", "sl {}", "{} stop", "out if {}")).format(entry - 10),
        rng.choice(("target {}", "tp {}", "{} goal")).format(entry + 30),
    ]
    more = rng.choice(
        (
            "{} of it",
            "and {}",
            "with {}",
            "size {}",
            "{} lots",
            "{} for luck",
            "my {}",
            "{}",
            "risk {}",
        )
    ).format(rng.choice((2, 7, 13, 32, 150, entry + 61, entry - 23)))
    parts.insert(rng.randrange(1, len(parts) + 1), more)
    return ", ".join(parts)


@pytest.mark.parametrize("seed", range(60))
def test_no_number_of_a_generated_message_is_lost(seed):
    text = generated(seed)

    assert unaccounted(text) == [], text


def test_no_number_of_a_message_of_the_corpus_is_lost():
    lines = [line for line in corpus_lines("tuned") if not line.is_dialogue]
    ideas = [line for line in lines if line.content["expect"].get("kind") == "idea"]

    texts = [line.content["text"] for line in ideas[::16]]
    plain = [_WITH_UNITS.sub(" ", text) for text in texts if not _CORRECTED.search(text)]
    lost = {text: numbers for text in plain if (numbers := unaccounted(text))}

    assert lost == {}


def test_an_exit_that_was_told_is_the_stop_the_one_way_and_the_target_the_other():
    asked = understood("ES 4500 out 4490").clarification

    assert asked.about == "direction"
    long, short = (choice.request.terms for choice in asked.choices)
    assert (long.stop, long.targets) == (4490, ())
    assert (short.stop, short.targets) == (None, (4490,))


def test_a_multiple_that_became_nothing_is_said():
    words = "tsla 450c 12/18 at 6.2, cut at 3.1, double it for the win, 2 cons, long obviously"

    assert "double" in understood(words).not_understood
