from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from backend.quant.behaviour.detect import findings
from backend.quant.behaviour.events import Detector, TraitStatus
from backend.quant.behaviour.phases import CRYPTO, INDEX_FUTURES, STOCKS, phase_of
from backend.quant.behaviour.record import MarketPhase
from tests.quant.behaviour.positions import found, position, record


def days(count=60, lunch=-0.9, **changes):
    """A morning and a lunch position a day."""
    positions = []
    for day in range(count):
        wobble = (day % 5 - 2) / 10
        positions.append(position(f"m{day}", day, 20, r=0.5 + wobble, phase=MarketPhase.MORNING))
        positions.append(
            position(f"l{day}", day, 180, r=lunch + wobble, phase=MarketPhase.LUNCH, **changes)
        )
    return positions


def test_a_weak_phase_is_told_once_it_is_known():
    events = found(days(), Detector.TIME_OF_DAY)
    assert events[0].position_ids == ("l20",)  # twenty days are known before it
    assert len(events) == 40
    assert events[0].inputs["phase"] == "lunch"
    # 20 of 40 at -0.9, the others at +0.5; drawn to the mean of all, -0.2, by as many
    assert events[0].inputs["mean_r"] == pytest.approx(-0.9)
    assert events[0].inputs["mean_r_shrunk"] == pytest.approx(-0.55)
    assert events[0].effect == pytest.approx(1.05)


def test_a_phase_that_pays_less_but_pays_is_none():
    assert found(days(lunch=0.2), Detector.TIME_OF_DAY) == []


def test_a_few_large_losses_make_no_phase():
    fine = days(90, lunch=0.6)
    bad = {f"l{day}" for day in range(0, 90, 7)}
    large = [replace(trade, r=Decimal(-5)) if trade.id in bad else trade for trade in fine]
    assert (
        found(large, Detector.TIME_OF_DAY) == []
    )  # the mean is low beyond chance, the median is not


def test_the_instrument_that_is_traded_then_is_not_the_hour():
    positions = []
    for day in range(60):  # CL always loses, in the morning as well; lunch is mostly CL
        wobble = (day % 5 - 2) / 10
        positions.append(position(f"a{day}", day, 10, r=0.5 + wobble, phase=MarketPhase.MORNING))
        positions.append(
            position(
                f"b{day}", day, 30, r=-0.95 + wobble, phase=MarketPhase.MORNING, instrument="CL"
            )
        )
        positions.append(
            position(f"l{day}", day, 180, r=-0.9 + wobble, phase=MarketPhase.LUNCH, instrument="CL")
        )
    assert found(positions, Detector.TIME_OF_DAY) == []


def test_automated_trades_are_left_out():
    assert found(days(automated=True), Detector.TIME_OF_DAY) == []


def test_the_report_shows_every_phase_and_which_one_stands():
    (of_hours,) = [
        finding for finding in findings(record(days())) if finding.detector is Detector.TIME_OF_DAY
    ]
    by_phase, by_weekday, fatigue = of_hours.traits
    assert by_phase.status is TraitStatus.FOUND
    assert by_phase.value == pytest.approx((60 * -0.9 + 20 * -0.2) / 80)
    assert {group.name: group.n for group in by_phase.groups} == {"morning": 60, "lunch": 60}
    assert by_weekday.status is TraitStatus.NOT_FOUND
    assert (
        fatigue.reason == "no_variation"
    )  # each phase has one decision: clock and order cannot be told apart


@pytest.mark.parametrize(
    ("clock", "phase"),
    [
        (time(9, 29), MarketPhase.OVERNIGHT),
        (time(9, 30), MarketPhase.OPEN),
        (time(9, 59), MarketPhase.OPEN),
        (time(10, 0), MarketPhase.MORNING),
        (time(12, 0), MarketPhase.LUNCH),
        (time(13, 29), MarketPhase.LUNCH),
        (time(13, 30), MarketPhase.AFTERNOON),
        (time(15, 29), MarketPhase.AFTERNOON),
        (time(15, 30), MarketPhase.CLOSE),
        (time(16, 0), MarketPhase.OVERNIGHT),
    ],
)
@pytest.mark.parametrize(("day", "hours"), [(date(2026, 1, 5), 5), (date(2026, 7, 6), 4)])
def test_phases_follow_the_clock_of_the_exchange_in_winter_and_summer(clock, phase, day, hours):
    moment = datetime.combine(day, clock, UTC) + timedelta(hours=hours)
    assert phase_of(moment, STOCKS) is phase


def test_other_markets_have_their_own_hours():
    assert (
        phase_of(datetime(2026, 1, 5, 14, 30, tzinfo=UTC), INDEX_FUTURES) is MarketPhase.OPEN
    )  # 8:30 in Chicago
    assert phase_of(datetime(2026, 1, 5, 0, 10, tzinfo=UTC), CRYPTO) is MarketPhase.OPEN
    assert phase_of(datetime(2026, 1, 5, 12, 0, tzinfo=UTC), CRYPTO) is MarketPhase.LUNCH
