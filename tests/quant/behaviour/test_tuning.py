from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.quant.behaviour.detect import STANDARD, tuned
from backend.quant.behaviour.events import Detector, TraderAnswer
from backend.quant.behaviour.tuning import EventAnswer, tune
from tests.quant.behaviour.positions import found, history, position

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def answers(*replies, detector=Detector.REVENGE):
    return [
        EventAnswer(detector, f"event {i}", reply, NOON + timedelta(minutes=i))
        for i, reply in enumerate(replies)
    ]


def test_each_false_alarm_makes_it_stricter_and_each_hit_less_so():
    (after,) = tune(answers(TraderAnswer.NO, TraderAnswer.PLANNED, TraderAnswer.YES))
    assert after.strictness == pytest.approx(0.1 + 0.1 - 0.025)
    assert (after.yes, after.no, after.planned) == (1, 1, 1)
    assert after.precision == pytest.approx(1 / 3)
    assert after.interval.low == pytest.approx(0.0615, abs=1e-4)  # Wilson, 1 of 3
    assert after.interval.high == pytest.approx(0.7923, abs=1e-4)


def test_it_stays_between_zero_and_one():
    assert tune(answers(*[TraderAnswer.YES] * 30))[0].strictness == 0
    assert tune(answers(*[TraderAnswer.NO] * 30))[0].strictness == 1


def test_four_hits_of_five_leave_it_as_it_is():
    one_miss_in_five = [TraderAnswer.NO, *[TraderAnswer.YES] * 4]
    replies = [TraderAnswer.NO, TraderAnswer.NO, *one_miss_in_five * 4]
    assert tune(answers(*replies))[0].strictness == pytest.approx(0.2)


def test_the_last_answer_to_an_event_counts():
    first, second = answers(TraderAnswer.NO, TraderAnswer.YES)
    changed = EventAnswer(
        first.detector, first.event_key, TraderAnswer.YES, NOON + timedelta(hours=1)
    )
    assert tune([changed, second, first])[0] == tune([changed, second])[0]
    assert tune([first, second, changed])[0].yes == 2


def test_two_answers_of_one_moment_contradict_each_other_and_count_as_none():
    (first,) = answers(TraderAnswer.NO)
    other = EventAnswer(first.detector, first.event_key, TraderAnswer.YES, first.time)
    (after,) = tune([first, other])
    assert after.contradictory == 1
    assert after.precision is None
    assert after.interval is None
    assert after.strictness == 0
    assert tune([first, first])[0].no == 1  # said twice is said once


def test_detectors_are_tuned_apart():
    mixed = [*answers(TraderAnswer.NO), *answers(TraderAnswer.YES, detector=Detector.FOMO)]
    assert {tuning.detector: tuning.strictness for tuning in tune(mixed)} == {
        Detector.REVENGE: 0.1,
        Detector.FOMO: 0.0,
    }


@given(st.permutations(answers(*[TraderAnswer.NO, TraderAnswer.YES, TraderAnswer.PLANNED] * 3)))
def test_the_order_in_which_answers_are_read_is_nothing(mixed):
    assert tune(mixed) == tune(
        answers(*[TraderAnswer.NO, TraderAnswer.YES, TraderAnswer.PLANNED] * 3)
    )


def test_stricter_thresholds_let_the_weakest_events_go():
    loss = position("loss", 30, 0, r=-1.0)
    weak = [*history(), loss, position("after", 30, 22, planned=False, instrument="NQ")]  # 0.55
    strong = [*history(), loss, position("after", 30, 22, planned=False, size=3.2)]  # 0.90
    rules = tuned(tune(answers(TraderAnswer.NO, TraderAnswer.NO)))
    assert len(found(weak, Detector.REVENGE)) == 1
    assert found(weak, Detector.REVENGE, rules=rules) == []  # 0.55 + 0.2 * 0.45 is asked for
    assert len(found(strong, Detector.REVENGE, rules=rules)) == 1


@pytest.mark.parametrize("rule", STANDARD, ids=lambda rule: rule.detector)
def test_every_detector_can_be_made_stricter(rule):
    (rule_after,) = tuned(tune(answers(*[TraderAnswer.NO] * 5, detector=rule.detector)), (rule,))
    before, after = rule.thresholds.needed, rule_after.thresholds.needed
    assert after < before if rule.detector is Detector.TIME_OF_DAY else after > before


def test_one_answer_to_many_events_is_one_answer():
    at_once = [
        EventAnswer(Detector.REVENGE, f"event {i}", TraderAnswer.NO, NOON) for i in range(200)
    ]
    later = EventAnswer(
        Detector.REVENGE, "event 200", TraderAnswer.YES, NOON + timedelta(minutes=1)
    )
    (after,) = tune([*at_once, later])
    assert (after.no, after.yes, after.precision) == (1, 1, 0.5)
    assert after.strictness == pytest.approx(0.1 - 0.025)
