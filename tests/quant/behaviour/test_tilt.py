from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from math import exp

import pytest

from backend.quant.behaviour.detect import STANDARD, Watcher, detect, findings, tuned
from backend.quant.behaviour.detectors.tilt import Thresholds, Tilt
from backend.quant.behaviour.events import Detector, Severity
from backend.quant.behaviour.record import CheckInRecord, Cue, DeclaredRules
from backend.quant.behaviour.tuning import Tuning
from backend.quant.risk import Stop
from tests.quant.behaviour.positions import EARLY, at, day_of, found, history, position, record

DAY = 30


def widened(name, minute, by, **changes):
    """A stop that is moved away by so much of the risk, five minutes after the entry: a score of 0.3 + by / 2."""
    trade = position(name, DAY, minute, r=0.2, held=8, **changes)
    wider = Stop(Decimal(4995) - Decimal(str(by)) * 5, at(DAY, minute + 5), at(DAY, minute + 5))
    return replace(trade, stops=(*trade.stops, wider))


def hot(*tail, **more):
    return found([*history(), *tail], Detector.TILT, **more)


def test_tilt_is_one_less_the_product_of_what_is_left():
    events = detect(record([*history(), widened("a", 0, 0.4), widened("b", 45, 0.2)]))
    moved = [event for event in events if event.detector is Detector.STOP_MOVING]
    assert [event.score for event in moved] == [pytest.approx(0.5), pytest.approx(0.4)]
    now = moved[1].moment  # 45 minutes after the first: exp(-1) of it is left
    assert Tilt().tilt(moved, now) == pytest.approx(1 - (1 - 0.5 * exp(-1)) * (1 - 0.4))
    assert Tilt().tilt(moved, now + timedelta(minutes=45)) == pytest.approx(
        1 - (1 - 0.5 * exp(-2)) * (1 - 0.4 * exp(-1))
    )


def test_it_is_hot_from_six_tenths_and_one_event_a_state():
    (event,) = hot(widened("a", 0, 0.6))
    assert event.effect == pytest.approx(0.6)
    assert event.moment == at(DAY, 5)
    assert event.severity is Severity.MILD
    assert hot(widened("a", 0, 0.58)) == []
    (both,) = hot(
        widened("a", 0, 0.5), widened("b", 10, 0.5)
    )  # 0.55, and 0.55 * exp(-10 / 45) of it left
    assert both.effect == pytest.approx(1 - (1 - 0.55 * exp(-10 / 45)) * 0.45, abs=1e-6)
    assert both.position_ids[0] == "b"
    assert set(both.position_ids) == {"a", "b"}


def test_hot_takes_time_to_cool():
    # 1 - 0.4 * ... : a score of 0.6 is at 0.3 after 45 * ln 2 = 31 minutes
    (event,) = hot(widened("a", 0, 0.6), position("inside", DAY, 20), position("outside", DAY, 40))
    assert event.inputs["entered_while_hot"] == 1
    assert "inside" in event.position_ids
    assert "outside" not in event.position_ids
    again = hot(
        widened("a", 0, 0.6), widened("b", 30, 0.6)
    )  # five minutes into the 36: the same state
    assert len(again) == 1
    again = hot(widened("a", 0, 0.6), widened("b", 45, 0.6))
    assert len(again) == 2
    assert again[0].key != again[1].key


def test_what_is_entered_while_hot_counts_and_not_what_made_it_hot():
    inside = position("inside", DAY, 20, r=-0.7)
    (of_tilt,) = [
        finding
        for finding in findings(
            record([*history(), widened("a", 0, 0.6), inside, position("outside", DAY, 40)])
        )
        if finding.detector is Detector.TILT
    ]
    assert of_tilt.cost.flagged == 1
    assert of_tilt.cost.mean_flagged == pytest.approx(-0.7)


def test_it_stays_for_twenty_minutes_even_when_it_fades_sooner():
    quick = Tilt(Thresholds(fading=600.0, quiet=1200.0))
    rules = (*STANDARD[:-1], quick)
    (event,) = hot(
        widened("a", 0, 0.6), position("inside", DAY, 24), position("outside", DAY, 26), rules=rules
    )
    assert "inside" in event.position_ids  # 19 minutes after; 0.3 was reached after seven
    assert "outside" not in event.position_ids


def test_the_session_ends_it():
    late = widened("a", 0, 1.0)
    overnight = replace(position("next", DAY, 25), session=day_of(DAY + 1), id="next")
    (event,) = hot(late, overnight)
    assert "next" not in event.position_ids


def test_soft_evidence_counts_only_beside_behaviour():
    below = widened("a", 0, 0.58)  # 0.59
    session = day_of(DAY)
    poor = CheckInRecord(session, at(DAY, -30), stress=5)
    assert len(hot(below, check_ins=(poor,))) == 1  # 1 - 0.41 * 0.9 = 0.631
    assert hot(below, check_ins=(replace(poor, stress=3),)) == []
    assert hot(below, check_ins=(replace(poor, time=at(DAY, 6)),)) == []  # told afterwards
    assert len(hot(below, cues=(Cue(at(DAY, 0), 1.0),))) == 1
    assert hot(position("calm", DAY, 0), check_ins=(poor,), cues=(Cue(at(DAY, 0), 1.0),)) == []
    loss = position("loss", DAY, -40, r=-1.0)
    limit = DeclaredRules(EARLY, daily_loss=Decimal(500))
    assert len(hot(loss, below, declared=(limit,))) == 1  # the limit is used up: 1 - 0.41 * 0.8
    assert hot(loss, below, declared=(replace(limit, daily_loss=Decimal(50_000)),)) == []


def test_a_stricter_detector_asks_for_more():
    strict = tuned([Tuning(Detector.TILT, 0.5, None, None, 0, 4, 0, 0)])
    assert hot(widened("a", 0, 0.9), rules=strict) == []  # 0.75 where 0.8 is asked for
    assert len(hot(widened("a", 0, 1.0), rules=strict)) == 1


def test_nothing_is_made_of_behaviour_that_is_disputed():
    everything = record(
        [*history(), widened("a", 0, 0.5), widened("b", 10, 0.5), widened("c", 20, 0.6)]
    )
    moved = [event for event in detect(everything) if event.detector is Detector.STOP_MOVING]
    assert [event.position_ids[0] for event in moved] == ["a", "b", "c"]

    def tilts(*disputed):
        watcher = Watcher(everything, disputed=frozenset(event.key for event in disputed))
        assert all(event in watcher.events for event in moved), "what is disputed is found still"
        return [event for event in watcher.events if event.detector is Detector.TILT]

    assert tilts()[0].inputs["seen"] == 3
    (event,) = tilts(*moved[:2])
    assert event.position_ids == ("c",)
    assert event.inputs["seen"] == 1
    assert tilts(*moved) == []
