from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from backend.quant.behaviour.events import Detector, Quality, Severity, Status
from backend.quant.behaviour.record import DeclaredRules, Market
from tests.quant.behaviour.positions import EARLY, PRICE, at, found, history, position, replanned

DAY = 30
LOSS = position("loss", DAY, 0, r=-1.0)  # left at minute 20


def after(loss=LOSS, minute=22.0, **changes):
    """What follows the loss: by default two minutes later, without a plan."""
    changes = {"planned": False, **changes}
    return found(
        [*history(), loss, position("after", DAY, minute, r=-0.4, **changes)], Detector.REVENGE
    )


def test_points_add_up_to_the_score():
    (event,) = after(size=3.2)
    # fast 0.30, 1.6 times the usual size 0.25, no plan 0.25, the same instrument 0.10
    assert event.score == pytest.approx(0.90)
    assert event.position_ids == ("after",)
    assert event.inputs["after"] == "loss"
    assert event.inputs["gap_minutes"] == 2
    assert event.inputs["size_ratio"] == pytest.approx(1.6)
    assert event.severity is Severity.SEVERE  # 0.9 in a spread of 0.2 is 4.5 spreads above 0
    assert event.baseline.n == 60


def test_a_double_size_weighs_more():
    (event,) = after(size=4.2)
    assert event.score == pytest.approx(1.0)


def test_a_second_loss_and_a_bad_day_are_one_cluster():
    trade = position("one", DAY, 0, r=-1.0, held=5)
    two = position("two", DAY, 45, r=-1.0, held=5)
    three = position("three", DAY, 52, r=1, planned=False, instrument="NQ")
    (event,) = found([*history(), trade, two, three], Detector.REVENGE)
    # fast 0.30, no plan 0.25, cluster 0.10; another instrument
    assert event.score == pytest.approx(0.65)
    assert event.inputs["second_loss"]
    assert (
        event.inputs["bad_day"] is False
    )  # no losing day is known: every day of the history ends at +1.4 R


def test_a_day_worse_than_the_own_bad_days_counts():
    bad = [
        replace(trade, r=-trade.r, result=-trade.result) for trade in history()
    ]  # every day ends at -1.4 R
    before = position("before", DAY, 0, r=-1.5, held=5)
    win = position("win", DAY, 45, r=0.1, held=5)
    loss = position("loss", DAY, 95, r=-1.0, held=5)
    events = found(
        [*bad, before, win, loss, position("after", DAY, 101, planned=False)], Detector.REVENGE
    )
    (event,) = [event for event in events if event.position_ids == ("after",)]
    assert event.inputs["day_r_before"] == pytest.approx(-2.4)  # below 1.5 * -1.4
    assert event.inputs["bad_day"]
    assert event.inputs["second_loss"] is False


@pytest.mark.parametrize(
    "changes",
    [
        {"minute": 62.0, "planned": False},  # no faster and no larger than usual
        {"minute": 22.0, "planned": True, "instrument": "NQ"},  # fast, planned, something else
        {
            "minute": 22.0,
            "planned": True,
            "instrument": "NQ",
            "size": 4.2,
        },  # 0.65, and nothing behind it
    ],
)
def test_both_haste_or_size_and_something_behind_it_are_needed(changes):
    assert after(**changes) == []


def test_a_plan_from_before_the_loss_is_a_plan():
    fast_and_large = position(
        "after", DAY, 22, r=1, size=3.2
    )  # committed eight minutes before the loss
    (event,) = found([*history(), LOSS, fast_and_large], Detector.REVENGE)
    assert event.score == pytest.approx(0.65)  # fast, large, the same instrument
    assert event.inputs["unplanned"] is False


def test_a_plan_made_within_two_minutes_of_the_loss_is_none():
    hurried = replanned(position("after", DAY, 23, r=1, size=3.2), committed_at=at(DAY, 21))
    considered = replanned(hurried, committed_at=at(DAY, 22.5))
    assert found([*history(), LOSS, hurried], Detector.REVENGE)[0].inputs["unplanned"] is True
    assert found([*history(), LOSS, considered], Detector.REVENGE)[0].inputs["unplanned"] is False


def test_a_planned_reentry_is_none():
    again = replanned(position("after", DAY, 22, r=1, size=4.2), reenters=True)
    assert found([*history(), LOSS, again], Detector.REVENGE) == []
    late = replanned(again, committed_at=at(DAY, 21))  # the plan came after the loss
    assert len(found([*history(), LOSS, late], Detector.REVENGE)) == 1


def test_a_loss_of_less_than_half_an_r_is_none():
    assert after(loss=position("loss", DAY, 0, r=-0.49), size=3.2) == []
    assert len(after(loss=position("loss", DAY, 0, r=-0.5), size=3.2)) == 1


def test_a_bracket_that_a_machine_sets_again_is_none():
    assert after(minute=20 + 2 / 60, size=3.2) == []
    assert (
        len(after(minute=20 + 2 / 60, size=3.2, sign=-1)) == 1
    )  # the other way round is no bracket


def test_an_automated_trade_is_none():
    assert after(size=3.2, automated=True) == []


def test_adding_to_one_position_is_no_new_entry():
    held = position("held", DAY, 0, r=-1.0, held=30)
    add = replace(held.entries[0], fill_id="add", time=at(DAY, 22))
    assert found([*history(), replace(held, entries=(*held.entries, add))], Detector.REVENGE) == []


def test_a_loss_of_another_session_does_not_count():
    evening = position("loss", DAY, 0, r=-1.0)
    morning = position("after", DAY + 1, 0, r=1.0, planned=False, size=3.2)
    assert found([*history(), evening, morning], Detector.REVENGE) == []


def test_a_scalper_is_measured_by_the_own_gaps_alone():
    quick = []
    for number in range(90):
        day, turn = divmod(number, 3)
        quick.append(position(f"s{number}", day, 3 * turn, held=2, r=(1.8, -1.0, 0.6)[number % 3]))
    loss = position("loss", DAY, 0, r=-1.0, held=2)
    usual_gap = position("after", DAY, 3, planned=False, instrument="NQ")
    assert found([*quick, loss, usual_gap], Detector.REVENGE) == []
    faster = position("after", DAY, 2.5, planned=False)
    assert len(found([*quick, loss, faster], Detector.REVENGE)) == 1


def test_who_never_plans_is_not_flagged_for_that():
    never = [replace(trade, plan=None) for trade in history()]
    fast = position("after", DAY, 22, planned=False, instrument="NQ")
    assert found([*never, LOSS, fast], Detector.REVENGE) == []
    assert len(found([*history(), LOSS, fast], Detector.REVENGE)) == 1


def test_while_learning_only_the_declared_rule_speaks():
    few = history()[:15]
    loss, soon = position("loss", 6, 0, r=-1.0), position("after", 6, 24, planned=False, size=4.2)
    assert found([*few, loss, soon], Detector.REVENGE) == []
    rules = DeclaredRules(EARLY, gap_after_loss=timedelta(minutes=5))
    (event,) = found([*few, loss, soon], Detector.REVENGE, declared=(rules,))
    assert event.declared == ("gap_after_loss",)
    assert event.severity is Severity.SEVERE
    assert event.grade == 5
    assert event.status is Status.LEARNING
    assert event.percentile is None


def test_a_declared_gap_counts_from_the_moment_it_was_declared():
    rules = DeclaredRules(at(DAY, 23), gap_after_loss=timedelta(minutes=5))
    pair = [LOSS, position("after", DAY, 22)]  # planned, of the usual size
    assert found([*history(), *pair], Detector.REVENGE, declared=(rules,)) == []
    assert (
        len(
            found(
                [*history(), *pair], Detector.REVENGE, declared=(replace(rules, since=at(DAY, 22)),)
            )
        )
        == 1
    )


def test_without_a_stop_the_market_range_stands_in_and_says_so():
    ranged = position(
        "after", DAY, 22, planned=False, size=3.2, initial_stop=None, initial_risk=None, stops=()
    )
    ranged = replace(ranged, market=Market(average_range=Decimal(5)))
    (event,) = found([*history(), LOSS, ranged], Detector.REVENGE)
    assert event.quality is Quality.LOWER
    assert event.inputs["size_ratio"] == pytest.approx(1.6)
    assert ranged.entries[0].price == PRICE
