"""Oversizing and overtrading."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from math import log

import pytest

from backend.quant.behaviour.detect import detect
from backend.quant.behaviour.events import Detector, Severity, Status
from backend.quant.behaviour.record import DeclaredRules, Market, Rung
from backend.quant.positions import Part
from tests.quant.behaviour.positions import (
    EARLY,
    PRICE,
    at,
    found,
    history,
    position,
    record,
    replanned,
)

DAY = 30


def oversized(*tail, **more):
    return found([*history(), *tail], Detector.OVERSIZING, **more)


def test_a_size_far_above_the_own_median():
    (event,) = oversized(position("big", DAY, 0, size=3.2))
    # sizes of 1.9, 1.95, 2, 2.05 and 2.1: median 2; the spread of their logarithms is below its floor of 0.12
    assert event.inputs["size_ratio"] == pytest.approx(1.6)
    assert event.effect == pytest.approx(log(1.6) / 0.12, abs=1e-5)
    assert event.inputs["risk"] == pytest.approx(0.016)
    assert event.severity is Severity.MARKED


def test_one_contract_more_is_no_event_by_itself():
    assert oversized(position("big", DAY, 0, size=2.69)) == []  # 34.5 per cent
    assert (
        len(oversized(position("big", DAY, 0, size=2.71))) == 1
    )  # 2.5 spreads of 0.12 are 35 per cent
    assert (
        oversized(position("big", DAY, 0, size=4, stop=2.5)) == []
    )  # double the size at half the stop


@pytest.mark.parametrize("sizes", [(1, 1, 2), (1, 2), (1, 1, 1, 2, 3), (2, 2, 3)])
def test_a_size_that_the_trader_often_has_is_not_beyond_the_own_percentile(sizes):
    often, equity = [], Decimal(50_000)
    for number in range(100):
        r = (1.8, -1.0, 0.6)[number % 3]
        trade = position(
            f"p{number}",
            number // 2,
            90 * (number % 2),
            r=r,
            size=sizes[number % len(sizes)],
            stop=10,
        )
        often.append(replace(trade, equity=equity))
        equity += trade.result / 20  # so that the ratio of the same size moves
    events = [
        event
        for event in detect(record(often))
        if event.detector in (Detector.OVERSIZING, Detector.TILT)
    ]
    assert events == []
    larger = replace(position("larger", 60, 0, size=12, stop=10), equity=equity)
    (event,) = found([*often, larger], Detector.OVERSIZING)  # four times and more of any of them
    assert event.position_ids == ("larger",)


def test_a_declared_limit_speaks_of_a_usual_size_too():
    often = [
        position(f"p{number}", number // 2, 90 * (number % 2), size=1 + number % 2)
        for number in range(40)
    ]
    rules = DeclaredRules(EARLY, most_risk=Decimal("0.006"))  # two contracts are a hundredth
    events = found(often, Detector.OVERSIZING, declared=(rules,))
    assert len(events) == 20
    assert events[-1].percentile is None or events[-1].percentile <= 90


def test_a_planned_ladder_allows_its_size():
    big = position("big", DAY, 0, size=4)
    ladder = (Rung(PRICE, Decimal(2)), Rung(PRICE - 2, Decimal(2)))
    assert oversized(replanned(big, ladder=ladder)) == []
    assert len(oversized(replanned(big, ladder=ladder[:1]))) == 1
    assert len(oversized(big)) == 1


def test_an_automated_trade_is_none():
    assert oversized(position("big", DAY, 0, size=4, automated=True)) == []


def test_adds_do_not_make_the_first_decision_larger():
    trade = position("scaled", DAY, 0)
    add = Part("add", Decimal(2), PRICE, Decimal(0), at(DAY, 5))
    scaled = replace(trade, entries=(*trade.entries, add), initial_risk=trade.initial_risk * 2)
    assert oversized(scaled) == []
    at_once = replace(
        scaled, entries=(trade.entries[0], replace(add, time=at(DAY, 5 / 60)))
    )  # five seconds apart
    assert len(oversized(at_once)) == 1


def test_declared_limits_are_hard_and_fire_while_learning():
    rules = DeclaredRules(EARLY, most_risk=Decimal("0.01"))
    (event,) = found([position("over", 6, 0, size=2.1)], Detector.OVERSIZING, declared=(rules,))
    assert event.declared == ("most_risk",)
    assert event.severity is Severity.SEVERE
    assert (event.effect, event.unit, event.score) == (pytest.approx(1.05), "times_the_limit", 0.5)
    assert event.inputs["limit_most_risk"] == 0.01
    assert event.status is Status.LEARNING
    assert found([position("at", 6, 0, size=2)], Detector.OVERSIZING, declared=(rules,)) == []
    money = DeclaredRules(EARLY, most_risk_amount=Decimal(500))
    assert found([position("at", 6, 0)], Detector.OVERSIZING, declared=(money,)) == []
    (event,) = found([position("over", 6, 0, stop=5.25)], Detector.OVERSIZING, declared=(money,))
    assert event.declared == ("most_risk_amount",)


def test_open_risk_is_that_of_all_positions_held():
    rules = DeclaredRules(EARLY, most_open_risk=Decimal("0.025"))
    held = [
        position("a", 0, 0, held=60),
        position("b", 0, 10, held=60, instrument="NQ", family="us_index"),
    ]
    third = position("c", 0, 20, instrument="CL", family="energy")
    (event,) = found([*held, third], Detector.OVERSIZING, declared=(rules,))
    assert event.inputs["open_risk"] == pytest.approx(0.03)
    assert event.inputs["family_open_risk"] == pytest.approx(0.01)
    later = position(
        "c", 0, 65, instrument="CL", family="energy"
    )  # one of the two was closed at minute 60
    assert found([*held, later], Detector.OVERSIZING, declared=(rules,)) == []
    at_once = position(
        "c", 0, 60, instrument="CL", family="energy"
    )  # in the moment in which the first was closed
    assert found([*held, at_once], Detector.OVERSIZING, declared=(rules,)) == []


def test_without_equity_risk_is_compared_in_money():
    poor = [replace(trade, equity=None) for trade in history()]
    (event,) = found(
        [*poor, replace(position("big", DAY, 0, size=3.2), equity=None)], Detector.OVERSIZING
    )
    assert event.inputs["risk"] is None
    assert event.inputs["risk_amount"] == pytest.approx(800)


def overtraded(*tail, **more):
    return found([*history(), *tail], Detector.OVERTRADING, **more)


def busy(count, day=DAY, **changes):
    return [
        position(f"b{day}-{number}", day, 15 * number, held=5, **changes) for number in range(count)
    ]


def test_more_decisions_than_the_own_usual():
    (event,) = overtraded(*busy(6))
    # every day of the history had 3; the least spread is one decision: 3 + 2.5 is passed by the sixth
    assert event.position_ids == (f"b{DAY}-5",)
    assert event.moment == at(DAY, 75)
    assert event.effect == pytest.approx(3.0)
    assert event.severity is Severity.MARKED
    assert overtraded(*busy(5)) == []


def test_a_number_of_trades_that_is_often_had_is_not_too_many():
    days = [trade for day in range(60) for trade in busy(5 if day % 4 == 3 else 2, day)]
    assert found(days, Detector.OVERTRADING) == []
    (event,) = found([*days, *busy(6, 60)], Detector.OVERTRADING)
    assert event.inputs["usual_at_most"] == 5
    assert event.position_ids == ("b60-5",)


def test_exactly_two_and_a_half_spreads_are_too_many():
    days = [
        trade for day in range(30) for trade in busy(3 + day % 2, day)
    ]  # three or four: the median is 3.5
    (event,) = found(
        [*days, *busy(6)], Detector.OVERTRADING
    )  # 3.5 + 2.5 of the least spread is six
    assert event.effect == 2.5
    assert event.position_ids == (f"b{DAY}-5",)
    assert found([*days, *busy(5)], Detector.OVERTRADING) == []


def test_what_follows_the_one_too_many_belongs_to_the_same_event():
    (six,), (nine,) = overtraded(*busy(6)), overtraded(*busy(9))
    assert six.key == nine.key
    assert nine.position_ids == tuple(f"b{DAY}-{number}" for number in (5, 6, 7, 8))
    assert nine.effect == pytest.approx(6.0)


def test_automated_trades_and_legs_of_one_decision_do_not_count():
    assert overtraded(*busy(9, automated=True)) == []
    legs = [
        replace(
            trade,
            entries=(replace(trade.entries[0], time=trade.entry_time + timedelta(seconds=2)),),
            instrument="NQ",
            id=f"{trade.id}x",
        )
        for trade in busy(5)
    ]
    assert overtraded(*busy(5), *legs) == []
    apart = [replace(leg, instrument="ES") for leg in legs]  # the same instrument: another decision
    assert len(overtraded(*busy(5), *apart)) == 1


def test_a_wild_market_allows_more():
    assert len(overtraded(*busy(8))) == 1
    assert (
        overtraded(*[replace(trade, market=Market(session_range=2.0)) for trade in busy(8)]) == []
    )  # 8 / 2 is 4


def test_the_own_weekday_counts_where_twenty_are_known():
    fridays = []
    for day in range(105):
        fridays += busy(7 if day % 5 == 4 else 2, day)
    friday, monday = busy(8, 109), busy(8, 105)
    events = found([*fridays, *friday, *monday], Detector.OVERTRADING)
    sessions = {event.session for event in events}
    assert monday[0].session in sessions
    assert friday[0].session not in sessions  # seven are usual on a Friday


def test_below_twenty_sessions_only_the_declared_number_speaks():
    assert found([*history(19), *busy(12, 19)], Detector.OVERTRADING) == []
    assert len(found([*history(20), *busy(12, 20)], Detector.OVERTRADING)) == 1
    rules = DeclaredRules(EARLY, trades_a_day=3)
    (event,) = found(busy(4, 0), Detector.OVERTRADING, declared=(rules,))
    assert event.declared == ("trades_a_day",)
    assert event.position_ids == ("b0-3",)
    assert event.severity is Severity.SEVERE
    (event,) = found(
        busy(2, 0), Detector.OVERTRADING, declared=(DeclaredRules(EARLY, trades_a_day=1),)
    )
    assert event.position_ids == ("b0-1",)


def test_the_stop_point_is_where_later_decisions_stop_to_pay():
    days = []
    for day in range(30):  # seven a day: the seventh always loses
        results = (1.8, 0.6, -1.0, 1.2, 0.8, -1.0, -0.9 - 0.01 * (day % 3))
        days += [position(f"d{day}-{n}", day, 15 * n, r=r, held=5) for n, r in enumerate(results)]
    events = found(days, Detector.OVERTRADING)
    assert events[0].inputs["stop_point"] == 6
    assert events[0].position_ids == (
        "d20-6",
    )  # 20 seventh decisions are known from the 21st day on
    assert len(events) == 10
    rare = [day for day in days if not day.id.endswith("-6") or int(day.id[1:].split("-")[0]) < 19]
    assert found(rare, Detector.OVERTRADING) == []
