"""What is asked and doubted before anything may be logged, what a short message changes, and how long reading takes."""

import random
import time
from datetime import date
from decimal import Decimal

import pytest

from backend.features.coach.ideas.idea_reader import read_idea
from backend.features.coach.ideas.schemas import SpokenIdea

TODAY = date(2026, 11, 25)
TABLE = SpokenIdea(
    instrument="MES",
    direction="long",
    entry=Decimal(4500),
    stop=Decimal(4490),
    targets=(Decimal(4530),),
    size=Decimal(2),
)


def read(words, **more):
    return read_idea(words, today=TODAY, **more)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("MES long 4500 stop 4499.75 target 4600", "stop"),  # one tick: inside the noise
        ("MES long 4500 stop 4490 target 5500", "targets"),  # 22 %, some eighteen sessions
        ("MES long 4500 stop 4000", "stop"),
        ("long ES 4500 stop 4490 target 4520 150 contracts", "size"),
        ("BTCUSDT long 64000 stop 63000 size 5000", "size"),  # worth 320 million
        ("long ES 4500.10 stop 4490", "entry"),  # between two ticks of 0.25
        ("BTCUSDT long 64000 stop 63000 125x", "leverage"),
        ("MES long 4500 stop 4490 risk 20%", "risk_percent"),
        ("long ES 4500 stop 4490 0.5 contracts", "size"),
    ],
)
def test_what_is_far_from_the_market_is_doubted(words, field):
    assert field in {doubt.field for doubt in read(words).doubts}


@pytest.mark.parametrize(
    "words",
    [
        "MES long 4500 stop 4490 target 4530 2 contracts",
        "EURUSD short 1.0850 stop 1.0880 target 1.0790 0.5 lots",
        "Long PEPE 0.00000921 stop 0.00000880 target 0.00001050",
        "SPY 450c 0dte at 2.35, stop 1.80, target 3.50, 5 contracts",
        "buy 100 AAPL 190 stop 186 target 200",
    ],
)
def test_a_usual_idea_is_neither_asked_nor_doubted(words):
    reading = read(words)
    assert (reading.asks, reading.doubts) == ((), ())


def test_a_stop_on_the_wrong_side_is_no_term_and_its_choices_make_terms():
    reading = read("long ES 4500 stop 4510 target 4520")
    assert reading.terms.stop is None
    assert [ask.about for ask in reading.asks] == ["stop"]
    short, other = reading.asks[0].choices
    assert (short.terms.direction, short.terms.stop) == ("short", Decimal(4510))
    assert other.terms.stop is None


def test_a_number_without_a_unit_is_offered_in_its_units():
    reading = read("long ES 4500 stop 10")
    stops = [choice.terms.stop for choice in reading.asks[0].choices]
    assert stops == [Decimal(4490), Decimal("4497.50")]  # points, and ticks of a quarter


def test_an_unknown_instrument_is_asked_with_candidates():
    reading = read("long APPL 190 stop 186")
    assert reading.terms.instrument is None
    assert "AAPL" in [choice.label for choice in reading.asks[0].choices]


def test_gold_is_the_contract_that_the_trader_trades():
    assert read("long gold 2345 stop 2338").terms.instrument == "XAUUSD"
    assert read("long gold 2345 stop 2338", traded=("GC", "ES")).terms.instrument == "GC"
    assert read("long gold 2345 stop 2338", traded=("GC", "MGC")).terms.instrument == "XAUUSD"


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("and with 5 contracts?", {"size": Decimal(5)}),
        ("what if I move the stop to 4494?", {"stop": Decimal(4494)}),
        ("what if the stop is 4494?", {"stop": Decimal(4494)}),
        ("stop 10 ticks", {"stop": Decimal("4497.50")}),
        ("with a 2R target", {"targets": (Decimal(4520),)}),
        ("make it 3", {"size": Decimal(3)}),
        ("half the size", {"size": Decimal(1)}),
        ("same but entry 4498", {"entry": Decimal(4498)}),
        ("what if i risk 300", {"risk_money": Decimal(300)}),
        ("and NQ?", {"instrument": "NQ"}),
    ],
)
def test_a_short_message_changes_the_idea_on_the_table_and_nothing_else(words, change):
    reading = read(words, table=TABLE)
    assert {name: getattr(reading.terms, name) for name in reading.terms.names} == change
    assert reading.asks == ()
    assert reading.moves == ()


@pytest.mark.parametrize(
    ("words", "about"), [("what about 4505", "levels"), ("and short?", "stop"), ("at 4480", "stop")]
)
def test_a_change_that_may_be_two_things_is_asked(words, about):
    assert [ask.about for ask in read(words, table=TABLE).asks] == [about]


def test_every_number_is_used_or_named_as_unused():
    words = "up 350: long ES 4500 stop 4490 target 4520, seen 17 times"
    reading = read(words)
    spans = [*reading.used, *reading.unused]
    for number in ("350", "4500", "4490", "4520", "17"):
        assert any(span.text.startswith(number) for span in spans), number
    assert all(words[span.start : span.end] == span.text for span in spans)
    assert [span.text for span in reading.unused] == ["350"]


def test_what_stands_behind_the_bound_is_named_as_unused():
    reading = read("long ES 4500 stop 4490 " + "and more " * 500 + "target 4520")
    assert reading.terms.targets == ()
    assert "4520" in reading.unused[-1].text


def test_an_idea_behind_a_long_story_is_read():
    story = "I was thinking about how it went and what to do and then " * 60
    assert read(story + "long ES 4500 stop 4490").terms.stop == Decimal(4490)


@pytest.mark.parametrize("kind", ["numbers", "labels", "words", "symbols", "letters", "trades"])
def test_five_thousand_characters_are_read_in_a_moment(kind):
    chance = random.Random(7)
    piece = {
        "numbers": lambda: f"{chance.randint(1, 99_999) / 4} ",
        "labels": lambda: f"stop {chance.randint(4000, 5000)} target {chance.randint(4000, 5000)} ",
        "words": lambda: "".join(chance.choices("abcdefghij", k=6)) + " ",
        "symbols": lambda: "".join(chance.choices("ABCDEFGHIJ", k=4)) + " ",
        "letters": lambda: "s 1 t 2 e 3 ",
        "trades": lambda: "sold 2 MES at 4500, covered 1 at 4495 ",
    }[kind]
    text = "".join(piece() for _ in range(1000))[:5000]
    best = min(seconds_of(text) for _ in range(3))
    assert best < 0.1  # some 10 ms on a quiet machine; a quadratic walk needs far longer


def seconds_of(text):
    started = time.thread_time()
    read(text)
    return time.thread_time() - started


@pytest.mark.parametrize(
    ("words", "traded", "symbol"),
    [
        ("beans long 1025 stop 1018", ("ZC",), "ZS"),
        ("beans long 1025 stop 1018", ("MZS",), "MZS"),
        ("long crude 78 stop 77.5", ("RB", "NG"), "CL"),
        ("long crude 78 stop 77.5", ("MCL",), "MCL"),
        ("wheat short 550 stop 556", ("ZC", "ZS"), "ZW"),
        ("long dax 18200 stop 18150", ("FDXM",), "FDXM"),
    ],
)
def test_a_spoken_name_is_a_contract_of_the_same_thing_or_none_of_the_record(words, traded, symbol):
    assert read(words, traded=traded).terms.instrument == symbol


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("going long GBPJPY 191.40 with double size", {"entry": "191.40", "size": None}),
        ("short ES 4500 at half size stop 4506", {"entry": "4500", "stop": "4506", "size": None}),
        ("long ES 4500 and only risk to 4494", {"stop": "4494", "risk_money": None}),
    ],
)
def test_a_size_without_a_number_takes_no_price(words, terms):
    read_terms = read(words).terms
    for name, value in terms.items():
        assert getattr(read_terms, name) == (None if value is None else Decimal(value)), name


@pytest.mark.parametrize(
    "words",
    [
        "long ES 4500 10 point stop 2:1 target",
        "long ES 4500 with a ten point stop and a two to one target",
        "long ES 4500 stop 4490 target 1:2",
    ],
)
def test_a_ratio_as_a_target_is_so_many_times_the_risk(words):
    reading = read(words)
    assert (reading.terms.targets, reading.asks) == ((Decimal(4520),), ())
