from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from scipy import stats

from backend.quant.behaviour.detectors.fomo import Fomo, Thresholds
from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.record import Market, PlanKind
from backend.quant.positions import Part
from tests.quant.behaviour.positions import PRICE, at, found, history, position, replanned

DAY = 30


def entered_at(trade, price, **more):
    """The same position, filled elsewhere; its first stop stays, so its risk is what it is then."""
    part = trade.entries[0]
    price = Decimal(str(price))
    risk = abs(price - trade.initial_stop) * part.quantity * trade.multiplier
    return replace(
        trade,
        entries=(Part(part.fill_id, part.quantity, price, part.fees, part.time),),
        initial_risk=risk,
        **more,
    )


def chaser(price=5002.5, **more):
    """Filled half an R (2.5 of 5 points) beyond the zone, 20 s after the first message, no checklist."""
    trade = entered_at(position("late", DAY, 0), price)
    more = {"first_mentioned": at(DAY, 0) - timedelta(seconds=20), **more}
    return replace(trade, **more)


def chased(trade):
    return found([*history(), trade], Detector.FOMO)


def test_beyond_the_zone_and_in_haste():
    (event,) = chased(chaser())
    assert event.effect == pytest.approx(0.5)
    assert event.unit == "R"
    assert event.score == pytest.approx(0.65)  # chased 0.40, rapid 0.25
    assert event.inputs["seconds_since_first_mention"] == 20
    spread = (
        0.15 / 1.134
    )  # the least spread of a chase, as that of Student's t with three degrees of freedom
    assert event.percentile == pytest.approx(100 * stats.t.cdf(0.5 / spread, 3), abs=0.02)


def test_a_third_of_an_r_is_allowed():
    assert chased(chaser(price=5001.65)) == []  # 0.33 R
    assert len(chased(chaser(price=5001.70))) == 1


@pytest.mark.parametrize(
    "changes", [{"checklist_done": True}, {"first_mentioned": at(DAY, 0) - timedelta(seconds=60)}]
)
def test_one_sign_alone_is_no_event(changes):
    assert chased(chaser(**changes)) == []


def test_one_sign_is_no_event_whatever_it_weighs():
    rules = (Fomo(Thresholds(chase_points=0.9)),)
    assert found([*history(), chaser(first_mentioned=None)], Detector.FOMO, rules=rules) == []
    assert len(found([*history(), chaser()], Detector.FOMO, rules=rules)) == 1


def test_too_little_left_to_win_is_a_sign():
    # target 5010, entry 5002.5, stop 4995: 7.5 over 7.5 is 1 R where the plan wants 1.5
    calm = chaser(first_mentioned=None)
    (event,) = chased(replanned(calm, minimum_reward=Decimal("1.5")))
    assert event.inputs["reward_missing"] == pytest.approx(1 / 3)
    assert event.score == pytest.approx(0.70)  # chased 0.40, reward 0.30
    assert chased(replanned(calm, minimum_reward=Decimal("1.0"))) == []


def test_entering_again_at_a_worse_price_than_the_own_exit_is_a_sign():
    left = replace(
        position("left", DAY, -60),
        exits=(Part("x", Decimal(2), PRICE + 1, Decimal(0), at(DAY, -40)),),
    )
    again = chaser(first_mentioned=None)
    (event,) = found([*history(), left, again], Detector.FOMO)
    assert event.inputs["left_before"] == "left"
    better = replace(left, exits=(Part("x", Decimal(2), PRICE + 3, Decimal(0), at(DAY, -40)),))
    assert found([*history(), better, again], Detector.FOMO) == []
    other_way = replace(left, direction=position("s", DAY, 0, sign=-1).direction)
    assert found([*history(), other_way, again], Detector.FOMO) == []


def test_a_breakout_plan_allows_what_it_says():
    breakout = replanned(chaser(), kind=PlanKind.BREAKOUT, extension=Decimal("0.6"))
    assert chased(breakout) == []
    assert len(chased(replanned(breakout, extension=Decimal("0.4")))) == 1
    assert chased(replanned(breakout, extension=None)) == []


def test_a_gap_at_the_open_is_no_chase():
    assert chased(chaser(market=Market(gapped_at_entry=True))) == []


def test_a_stop_that_was_widened_with_the_entry_is_measured_by_the_new_risk():
    wider = chaser(initial_stop=Decimal(4990))  # 2.5 over 12.5 is 0.2 R; the size is another matter
    assert chased(wider) == []


def test_a_run_before_an_entry_without_a_plan():
    usual = [
        replace(trade, plan=None, market=Market(extension=0.2 + 0.01 * (i % 10)))
        for i, trade in enumerate(history())
    ]
    runner = replace(
        position("late", DAY, 0, planned=False),
        market=Market(extension=1.6),
        first_mentioned=at(DAY, 0) - timedelta(seconds=10),
    )
    (event,) = found([*usual, runner], Detector.FOMO)
    assert event.unit == "range"
    assert found([*usual, replace(runner, market=Market(extension=1.49))], Detector.FOMO) == []
    runners = [
        replace(trade, market=Market(extension=2.0)) for trade in usual
    ]  # this trader always enters into runs
    assert found([*runners, runner], Detector.FOMO) == []


def test_a_short_is_chased_downwards():
    short = position("late", DAY, 0, sign=-1)
    rapid = at(DAY, 0) - timedelta(seconds=20)
    (event,) = chased(replace(entered_at(short, 4997.5), first_mentioned=rapid))
    assert event.effect == pytest.approx(0.5)
    assert chased(replace(entered_at(short, 5002.5), first_mentioned=rapid)) == []


def test_below_twenty_positions_it_learns():
    few = history()[:19]
    assert found([*few, chaser()], Detector.FOMO) == []
    assert len(found([*history()[:20], chaser()], Detector.FOMO)) == 1
