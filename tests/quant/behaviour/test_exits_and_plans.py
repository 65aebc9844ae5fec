"""Disposition, early exits and plan drift."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from math import log

import pytest

from backend.quant.behaviour.events import Detector, Severity
from backend.quant.behaviour.record import ExitReason, Market, PlanEdit, PositionTarget, Tick
from backend.quant.positions import Part
from backend.quant.risk import Stop
from tests.quant.behaviour.positions import PRICE, at, found, history, position, replanned

DAY = 30


def held_long(**changes):
    return position("one", DAY, 0, **{"r": -0.8, "held": 60.0, **changes})


def clung(trade):
    return found([*history(), trade], Detector.DISPOSITION)


def test_a_loser_held_far_longer_than_usual():
    (event,) = clung(held_long())
    # 18 to 22 minutes are usual, 20 in the median; the spread of the logarithm is below its floor of 0.2
    assert event.effect == pytest.approx((log(3601) - log(1201)) / 0.2, abs=1e-5)
    assert event.inputs["times_as_long"] == pytest.approx(3601 / 1201)
    assert event.severity is Severity.SEVERE
    assert clung(held_long(held=39)) == []  # less than double


def test_a_winner_may_run():
    assert clung(held_long(r=2.0)) == []


def test_what_the_plan_says_is_no_clinging():
    assert clung(replanned(held_long(), time_stop=timedelta(minutes=60))) == []
    assert len(clung(replanned(held_long(), time_stop=timedelta(minutes=45)))) == 1
    assert clung(held_long(exit_reason=ExitReason.RULE)) == []
    assert clung(held_long(rolled=True)) == []
    assert clung(held_long(automated=True)) == []


def test_a_small_rest_that_runs_makes_no_long_trade():
    assert clung(replace(held_long(), held_seconds=25 * 60.0)) == []  # weighted by size


def test_holding_below_twenty_positions_is_learned():
    assert (
        found(
            [*history()[:19], replace(held_long(), session=held_long().session)],
            Detector.DISPOSITION,
        )
        == []
    )


def out_early(r=0.8, *, name="one", day=DAY, exit_reason=ExitReason.DISCRETION, **changes):
    """Target 5010 is 2 R away; left by hand."""
    return position(name, day, 0, r=r, exit_reason=exit_reason, **changes)


def at_target(days=30):
    return [
        replace(trade, exit_reason=ExitReason.TARGET if trade.r > 0 else ExitReason.STOP)
        for trade in history(days)
    ]


def early(trade, before=None):
    return found([*(before or at_target()), trade], Detector.EARLY_EXIT)


def test_out_in_profit_before_the_target():
    (event,) = early(out_early())
    assert event.effect == pytest.approx(0.6)  # 0.8 of 2 R were taken
    assert event.inputs["target_r"] == 2
    assert event.inputs["captured_r"] == pytest.approx(0.8)
    assert event.severity is Severity.SEVERE


@pytest.mark.parametrize(
    "changes",
    [
        {"r": 1.9},  # a tenth of an R before the target is at the target
        {"r": 1.5},  # a quarter of the way is no event
        {"r": -0.3},  # a loss
        {"exit_reason": ExitReason.RULE},
        {"exit_reason": ExitReason.NEWS},
        {"exit_reason": ExitReason.SESSION_END},
        {"automated": True},
        {"exit_reason": ExitReason.INVALIDATION, "exit_reason_known": at(DAY, 19)},
    ],
)
def test_what_is_no_early_exit(changes):
    assert early(out_early(**changes)) == []


def test_an_invalidation_that_was_told_after_the_exit_is_no_reason():
    late = out_early(exit_reason=ExitReason.INVALIDATION, exit_reason_known=at(DAY, 25))
    assert len(early(late)) == 1


def test_a_trailing_stop_and_a_time_stop_are_planned_ends():
    silent = out_early(exit_reason=None)
    assert len(early(silent)) == 1
    trailed = Stop(PRICE + 4, at(DAY, 10), at(DAY, 10))  # left at 5004
    assert early(replace(silent, stops=(*silent.stops, trailed))) == []
    assert early(replanned(silent, time_stop=timedelta(minutes=22))) == []
    assert len(early(replanned(silent, time_stop=timedelta(minutes=23)))) == 1  # 20 of 23 minutes


@pytest.mark.parametrize("rule", [{"trails": True}, {"has_exit_rule": True}])
def test_a_rule_of_the_plan_in_words_is_broken_only_where_the_trader_says_so(rule):
    assert early(replanned(out_early(exit_reason=None), **rule)) == []
    assert len(early(replanned(out_early(), **rule))) == 1


def test_without_a_target_it_is_silent():
    assert early(replanned(out_early(), targets=())) == []
    bare = replace(out_early(planned=False), targets=(PositionTarget(PRICE + 10, at(DAY, 0)),))
    assert len(early(bare)) == 1


def test_what_is_usual_for_the_trader_is_a_trait_and_no_event():
    always = [
        out_early(r=0.9 + number % 3 / 10, day=number, name=f"e{number}") for number in range(30)
    ]
    assert (
        found([*always, out_early(r=0.8)], Detector.EARLY_EXIT) == []
    )  # half of the way, every time
    assert len(found([*always, out_early(r=0.3)], Detector.EARLY_EXIT)) == 1


def test_what_followed_is_told():
    reached = Market(best_after_exit=PRICE + 12, worst_after_exit=PRICE + 3, target_came_first=True)
    (event,) = early(replace(out_early(), market=reached))
    assert event.inputs["gave_up_r"] == pytest.approx(1.2)  # the target's 2 R and no more
    fell = Market(best_after_exit=PRICE + 5, worst_after_exit=PRICE - 9, target_came_first=False)
    (event,) = early(replace(out_early(), market=fell))
    assert event.inputs["gave_up_r"] == 0
    assert event.inputs["saved_r"] == pytest.approx(1.8)  # down to the old stop
    (event,) = early(out_early())
    assert event.inputs["gave_up_r"] is None


def test_what_came_before_is_told():
    loss = position("loss", DAY, -30, r=-0.4)
    events = found([*at_target(), loss, out_early()], Detector.EARLY_EXIT)
    assert events[-1].inputs["after_loss"] is True
    assert events[-1].inputs["near_break_even"] is True
    (event,) = early(out_early())
    assert event.inputs["after_loss"] is False


def drifted(trade):
    return found([*history(), trade], Detector.PLAN_DRIFT)


def edited(*fields, minute=5.0):
    return replanned(
        position("one", DAY, 0), edits=tuple(PlanEdit(at(DAY, minute), name) for name in fields)
    )


def test_terms_that_change_after_the_fill():
    (event,) = drifted(edited("stop_loss_level"))
    assert event.score == pytest.approx(0.4)
    assert event.moment == at(DAY, 5)
    (event,) = drifted(edited("stop_loss_level", "take_profit_targets"))
    assert event.score == pytest.approx(0.64)  # 1 - 0.6 * 0.6
    assert drifted(edited("title", "confidence_score")) == []
    assert drifted(edited("stop_loss_level", minute=0)) == []  # with the fill


def test_a_target_that_comes_nearer():
    closer = PositionTarget(PRICE + 7, at(DAY, 5))  # three of ten points
    (event,) = drifted(
        replace(position("one", DAY, 0), targets=(PositionTarget(PRICE + 10, at(DAY, 0)), closer))
    )
    assert event.inputs["target_nearer"] == pytest.approx(0.3)
    assert event.score == pytest.approx(0.6)
    further = PositionTarget(PRICE + 13, at(DAY, 5))
    assert (
        drifted(
            replace(
                position("one", DAY, 0), targets=(PositionTarget(PRICE + 10, at(DAY, 0)), further)
            )
        )
        == []
    )


def test_criteria_ticked_when_all_is_over():
    late = Tick(True, at(DAY, 0), at(DAY, 21))
    (event,) = drifted(replanned(position("one", DAY, 0), ticks=(late,)))
    assert event.score == pytest.approx(0.35)
    assert event.moment == at(DAY, 21)
    assert (
        drifted(replanned(position("one", DAY, 0), ticks=(replace(late, recorded=at(DAY, 19)),)))
        == []
    )
    assert drifted(replanned(position("one", DAY, 0), ticks=(replace(late, met=False),))) == []


def test_drift_below_twenty_positions_is_learned():
    assert found([*history()[:19], edited("stop_loss_level")], Detector.PLAN_DRIFT) == []


def test_parts_of_an_exit_are_weighed_by_size():
    half = out_early(r=0.0)
    parts = (
        Part("a", Decimal(1), PRICE + 10, Decimal(0), at(DAY, 10)),
        Part("b", Decimal(1), PRICE + 2, Decimal(0), at(DAY, 20)),
    )
    scaled = replace(half, exits=parts, result=Decimal(600), r=Decimal("1.2"))
    (event,) = early(scaled)
    assert event.inputs["captured_r"] == pytest.approx(1.2)
