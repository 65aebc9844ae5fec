"""Levels beside others, numbers that are taken back, parts of units, and names where no ticker stands."""

from datetime import date
from decimal import Decimal

import pytest

from backend.features.coach.ideas.idea_reader import read_idea

TODAY = date(2026, 11, 18)


def read(words):
    return read_idea(words, today=TODAY)


@pytest.mark.parametrize(
    ("words", "stop"),
    [
        ("short CL 58.95, two ticks above the 59.20 high is my stop", "59.22"),
        ("long MNQ 24812, one tick under 24800 goes the stop", "24799.75"),
        ("ES long 6688.50, stop will sit a tick below the 6684 low", "6683.75"),
        ("long ES 4500, stop 10 ticks below 4500", "4497.50"),
    ],
)
def test_a_level_is_told_by_another_one(words, stop):
    assert read(words).terms.stop == Decimal(stop)


def test_the_other_level_is_the_entry_where_there_is_no_other_one():
    terms = read("long ES, stop 10 ticks below 4500, target 4530").terms
    assert (terms.entry, terms.stop) == (Decimal(4500), Decimal("4497.50"))


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ("long ES 4500 stop 4490 no wait 4492", "stop", "4492"),
        ("long ES 4500 stop 4490, sorry, stop 4492", "stop", "4492"),
        ("long ETHUSD 4400, stop 4310, target 4.85k no sorry 4.58k", "targets", "4580"),
        ("long ES 4500 stop 4490, 2 lots no wait 5 lots", "size", "5"),
        ("long ES 4500, no 4490 stop", "stop", "4490"),
        ("long NQ 18250 stop 18230, make that 18225, target 18310", "stop", "18225"),
        ("long ES 4500 stop 4490 no wait 2 lots", "stop", "4490"),
        ("long ES 4500 stop 4490 no wait target 4530", "stop", "4490"),
    ],
)
def test_a_number_that_is_taken_back_is_none(words, name, value):
    found = getattr(read(words).terms, name)
    if name == "targets":
        assert found == (Decimal(value),)
    else:
        assert found == Decimal(value)


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ("short USDCHF 0.8075, stop half a figure above", "stop", "0.8125"),
        ("short EURGBP 0.8825 stop 0.8850, a lot and a half", "size", "1.5"),
        ("buy a quarter bitcoin at 90500, stop 88900", "size", "0.25"),
        ("short ES 6817.5 stop 6820.5 target 6811.5 two cars", "size", "2"),
        ("short ES 6817.5 stop 6820.5, 5 of em", "size", "5"),
        ("buy-limit XAUUSD 4045 sl 4036", "order", "limit"),
        ("stop order to buy crude through 61.05, stop 60.70", "order", "stop"),
    ],
)
def test_parts_and_counts_are_read(words, name, value):
    found = getattr(read(words).terms, name)
    assert found == (value if name == "order" else Decimal(value))


@pytest.mark.parametrize(
    ("words", "instrument"),
    [
        ("netflix, half a percent stop, long at 110", "NFLX"),
        ("COIN keeps getting rejected. short 260 stop 264", "COIN"),
        ("ford (F), 13.05 buy, stop 12.75", "F"),
        ("half a dozen micro golds short, 4095.5, stop 4103", "MGC"),
        ("cattle (LE feb) buy limit 221.5, stop 219.8", "LEG7"),
        ("long euro-dollar 1.1542, stop 1.1498", "EURUSD"),
        ("grab a coffee, long 110 stop 105", None),
        ("TP first, long 110 stop 105", None),
    ],
)
def test_what_alone_is_named_is_meant_wherever_it_stands(words, instrument):
    """Words of any sentence name nothing by themselves."""
    assert read(words).terms.instrument == instrument


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        ("long TLT 89.40, stop 88.70, target? idk yet", False),
        ("long TLT 89.40, stop 88.70, no clue where the target is", False),
        ("long TLT 89.40, stop 88.70, target", True),
    ],
)
def test_a_target_that_is_left_open_is_not_asked_for(words, is_asked):
    assert read(words).asks_about("target") is is_asked


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("long ES 4500 stop 4490, target twice the stop", "4520"),
        ("long ES 4500 stop 4490 target double that", "4520"),
        ("long ES 4500 stop 4490 tp 3x my risk", "4530"),
        ("long ES 4500 stop 4490, target two times the risk", "4520"),
        ("long ES 4500 stop 4490, twice the stop as target", "4520"),
        ("short NQ 18250 stop 18270 tp triple the stop distance", "18190"),
    ],
)
def test_a_target_that_is_told_by_the_stop_is_so_many_r(words, target):
    assert read(words).terms.targets == (Decimal(target),)


@pytest.mark.parametrize(
    ("words", "stop", "money"),
    [
        ("long ES 4500, risk 200 with a 4 point stop", "4496", "200"),
        ("buy MES 4500, 150 risk on a 5 pt stop", "4495", "150"),
        ("long MES 4500, 6 point stop, risk 120", "4494", "120"),
    ],
)
def test_money_at_risk_beside_a_distance_is_no_size(words, stop, money):
    terms = read(words).terms

    assert (terms.stop, terms.risk_money, terms.size) == (Decimal(stop), Decimal(money), None)


def test_a_bare_no_between_two_numbers_takes_the_first_back():
    assert read("long ES 4500 stop 4490, no, 4492").terms.stop == Decimal(4492)
