"""Stop moving and averaging down."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from backend.quant.behaviour.basics import basics_of
from backend.quant.behaviour.detect import findings
from backend.quant.behaviour.detectors.stop_moving import effect_of_widening, first_stop_was_hit
from backend.quant.behaviour.events import Detector, Quality, Severity, Status
from backend.quant.behaviour.record import Market, Rung
from backend.quant.positions import Part
from backend.quant.risk import Stop
from tests.quant.behaviour.positions import at, found, history, position, record, replanned

DAY = 30


def stopped(*moves, r=-1.5, **changes):
    """Long from 5000 with a stop at 4995, and what became of the stop: (minute, price)."""
    trade = position("one", DAY, 0, r=r, **changes)
    later = [
        Stop(None if price is None else Decimal(str(price)), at(DAY, minute), at(DAY, minute))
        for minute, price in moves
    ]
    return replace(trade, stops=(*trade.stops, *later))


def moved(trade, **more):
    return found([*history(), trade], Detector.STOP_MOVING, **more)


def test_a_stop_moved_away_from_the_price():
    (event,) = moved(stopped((10, 4993.5)))
    assert event.effect == pytest.approx(0.3)  # 1.5 of 5 points
    assert event.moment == at(DAY, 10)
    assert event.severity is Severity.MARKED  # 0.3 in a spread of 0.1
    assert event.inputs["removed"] is False


@pytest.mark.parametrize(
    ("moves", "widest"),
    [
        ([(5, 4994), (10, 4993)], 0.2),  # each move by itself
        ([(5, 4998), (10, 4996.5)], 0.3),  # back after it was trailed
        ([(5, 4998), (10, 4999)], None),  # only nearer
        ([(5, 4994.55)], None),  # less than a tenth of the risk
        ([(5, 4994.5)], 0.1),
        ([(-5, 4990)], None),  # before the entry
        ([(30, 4980)], None),  # after the exit
    ],
)
def test_how_far_it_was_widened(moves, widest):
    events = moved(stopped(*moves, r=0.5))
    assert [event.effect for event in events] == ([] if widest is None else [pytest.approx(widest)])


def test_a_removed_stop_counts_as_one_risk():
    (event,) = moved(stopped((5, None)))
    assert event.effect == 1.0
    assert event.inputs["removed"] is True
    assert event.severity is Severity.SEVERE


def test_a_stop_that_is_replaced_or_cancelled_with_the_exit_was_not_removed():
    assert moved(stopped((5, None), (5.5, 4995), r=0.5)) == []
    assert len(moved(stopped((5, None), (7, 4995), r=0.5))) == 1  # two minutes without a stop
    assert moved(stopped((19.5, None), r=0.5)) == []


def test_a_plan_may_widen_once():
    assert moved(replanned(stopped((5, 4993), r=0.5), widens_once=True)) == []
    (event,) = moved(replanned(stopped((5, 4993), (8, 4990), r=0.5), widens_once=True))
    assert event.moment == at(DAY, 8)


def test_a_contract_that_was_rolled_is_none():
    assert moved(stopped((5, 4990), r=0.5, rolled=True)) == []


def test_a_short_is_widened_upwards():
    short = position("one", DAY, 0, r=-1.5, sign=-1)
    wider = Stop(Decimal("5006.5"), at(DAY, 10), at(DAY, 10))
    (event,) = moved(replace(short, stops=(*short.stops, wider)))
    assert event.effect == pytest.approx(0.3)


def test_both_sides_are_told():
    (cost,) = moved(stopped((10, 4993.5), r=-1.3))
    assert cost.inputs["old_stop_was_hit"] is True
    assert cost.inputs["effect_r"] == pytest.approx(-0.3)
    saved = replace(stopped((10, 4993.5), r=0.8), market=Market(mae=Decimal("5.5")))
    (event,) = moved(saved)
    assert event.inputs["effect_r"] == pytest.approx(1.8)  # it would have been -1
    never = replace(saved, market=Market(mae=Decimal("4.5")))
    (event,) = moved(never)
    assert event.inputs["old_stop_was_hit"] is False
    assert event.inputs["effect_r"] is None
    (event,) = moved(replace(saved, market=Market()))
    assert event.inputs["old_stop_was_hit"] is None
    assert effect_of_widening(0.8, 0.0) is None
    assert first_stop_was_hit(never, basics_of(never)) == 0.0


def test_only_where_the_old_stop_would_have_been_hit_a_moved_one_cost_or_saved():
    hit = stopped((10, 4993.5), r=-1.3)
    never = replace(position("never", DAY, 60, r=0.5), market=Market(mae=Decimal(4)))
    wider = Stop(Decimal(4990), at(DAY, 65), at(DAY, 65))
    everything = [*history(), hit, replace(never, stops=(*never.stops, wider))]
    (finding,) = [
        finding
        for finding in findings(record(everything))
        if finding.detector is Detector.STOP_MOVING
    ]
    assert len(finding.events) == 2
    assert finding.cost.flagged == 1
    assert finding.cost.r == pytest.approx(-0.3)


def test_a_loss_far_beyond_the_stop_is_inferred_and_never_more_than_mild():
    (event,) = moved(stopped(r=-2.5))
    assert event.effect == pytest.approx(1.5)
    assert event.inputs["inferred"] is True
    assert event.quality is Quality.LOWER
    assert event.severity is Severity.MILD
    assert moved(stopped(r=-1.1)) == []
    assert len(moved(stopped(r=-1.2))) == 1
    assert (
        moved(stopped((5, 4996), r=-1.2)) == []
    )  # its stop events are on record, and none went away


def test_a_gap_through_the_stop_is_no_inference():
    assert moved(replace(stopped(r=-2.5), market=Market(gapped_through_stop=True))) == []


def test_who_always_slips_is_measured_by_the_own_slippage():
    slips = [
        replace(trade, r=Decimal("-1.3"), result=Decimal("-650")) if trade.r < 0 else trade
        for trade in history()
    ]
    assert found([*slips, stopped(r=-1.35)], Detector.STOP_MOVING)[-1:] == []
    assert found([*slips, stopped(r=-1.6)], Detector.STOP_MOVING)[-1].position_ids == ("one",)


def test_costs_are_no_slippage():
    dear = replace(stopped(r=-1.15), costs=Decimal(75))  # 75 of 500 at risk: the market took 1 R
    assert moved(dear) == []


def test_below_twenty_positions_it_learns():
    assert found([*history()[:19], stopped((10, 4990))], Detector.STOP_MOVING) == []
    (event,) = found([*history()[:20], stopped((10, 4990))], Detector.STOP_MOVING)
    assert event.status is Status.WATCHING


def added(price=4997, size=1, minute=10.0, **changes):
    """Two contracts from 5000, stop at 4995, and an add while it is held."""
    trade = position("one", DAY, 0, r=-1.0, **changes)
    add = Part("add", Decimal(str(size)), Decimal(str(price)), Decimal(0), at(DAY, minute))
    return replace(trade, entries=(*trade.entries, add))


def averaged(trade, **more):
    return found([*history(), trade], Detector.AVERAGING_DOWN, **more)


def test_an_add_to_a_loser():
    (event,) = averaged(added())
    assert event.effect == pytest.approx(0.5)  # one contract on two
    assert event.inputs["open_r"] == pytest.approx(-0.6)  # three of five points
    assert event.moment == at(DAY, 10)


@pytest.mark.parametrize(
    ("price", "fires"), [(5002, False), (4999, False), (4998.75, False), (4998.7, True)]
)
def test_it_begins_below_a_quarter_of_the_risk(price, fires):
    assert bool(averaged(added(price))) is fires


def test_the_open_result_is_measured_from_the_average():
    trade = added(4997, size=2)  # the average is 4998.5 then
    second = Part("more", Decimal(2), Decimal("4997.5"), Decimal(0), at(DAY, 12))  # 0.2 R below it
    (event,) = averaged(replace(trade, entries=(*trade.entries, second)))
    assert event.effect == pytest.approx(1.0)
    assert event.inputs["adds"] == 1


def test_a_planned_ladder_and_a_planned_size_allow_adds():
    ladder = (Rung(Decimal(4997), Decimal(1)),)
    assert averaged(replanned(added(), ladder=ladder)) == []
    assert (
        len(averaged(replanned(added(4996), ladder=ladder))) == 1
    )  # a fifth of an R from the rung
    assert len(averaged(replanned(added(size=3), ladder=ladder))) == 1  # more than the ladder
    assert averaged(replanned(added(), size=Decimal(3))) == []
    assert len(averaged(replanned(added(), size=Decimal(2)))) == 1


def test_fills_of_one_decision_are_no_add():
    assert averaged(added(4997, minute=4 / 60)) == []


def test_an_automated_add_is_none():
    assert averaged(added(automated=True)) == []


def test_adds_are_learned_below_twenty_positions():
    assert found([*history()[:19], added()], Detector.AVERAGING_DOWN) == []
    (event,) = found([*history()[:20], added()], Detector.AVERAGING_DOWN)
    assert timedelta(minutes=10) == event.moment - at(DAY, 0)
