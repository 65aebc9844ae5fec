"""The oracle of the field notes: habits that were planted are found, and a trader without them is left alone."""

from functools import cache

import pytest

from backend.quant.behaviour.detect import counts, detect
from backend.quant.behaviour.events import Detector, Severity
from backend.quant.behaviour.record import in_order
from backend.quant.behaviour.synthetic import Planted, Trader, labels_by_session, make

BY_SESSION = {Detector.OVERTRADING, Detector.TILT, Detector.TIME_OF_DAY}  # one event a session
LEARNING = 100  # positions; the phases of a day need 20 positions each, and then evidence
LEARNING_HOURS = 250


@cache
def traders(behaviour, seeds=(1, 2, 3)):
    return [make(Trader(seed=seed, positions=500, habits=(Planted(behaviour),))) for seed in seeds]


def hits(behaviour):
    """Of three traders: flagged and planted, flagged, planted; sessions or positions, after the learning."""
    right = flagged = planted = 0
    for made in traders(behaviour):
        record = made.record
        skip = LEARNING_HOURS if behaviour is Detector.TIME_OF_DAY else LEARNING
        start = record.positions[skip].session
        events = [
            one
            for one in detect(record)
            if one.detector is behaviour and one.severity is not Severity.MILD
        ]
        sessions = {one.id: one.session for one in record.positions}
        if behaviour in BY_SESSION:
            wanted = {day for day in labels_by_session(made)[behaviour] if day > start}
            told = {sessions[event.position_ids[0]] for event in events}
            told = {day for day in told if day > start}
        else:
            wanted = {one for one in made.labels[behaviour] if sessions[one] > start}
            told = {event.position_ids[0] for event in events}
            told = {one for one in told if sessions[one] > start}
        right, flagged, planted = (
            right + len(wanted & told),
            flagged + len(told),
            planted + len(wanted),
        )
    return right, flagged, planted


@pytest.mark.parametrize("behaviour", Detector)
def test_what_was_planted_at_marked_is_found(behaviour):
    right, flagged, planted = hits(behaviour)
    assert planted >= 20, "nothing to find"
    assert right / flagged >= 0.8, f"precision {right}/{flagged}"
    assert right / planted >= 0.8, f"recall {right}/{planted}"


@pytest.mark.parametrize("planned", [0.9, 0.0], ids=["with_plans", "without_plans"])
def test_a_clean_trader_is_left_alone(planned):
    for seed in (11, 12, 13, 14):
        made = make(Trader(seed=seed, positions=700, planned=planned))
        for detector, events in counts(detect(made.record)).items():
            assert events <= len(made.record.positions) / 100, (seed, detector)


def test_a_smaller_habit_is_found_less_and_never_called_marked_by_chance():
    """Detection grows with the size that was planted: no detector is tuned to one size alone."""
    sizes = (0.0, 3.0)
    marked = []
    for size in sizes:
        made = make(
            Trader(
                seed=4, positions=500, habits=(Planted(Detector.OVERTRADING, size=size, rate=0.2),)
            )
        )
        events = [one for one in detect(made.record) if one.detector is Detector.OVERTRADING]
        marked.append(sum(one.severity is not Severity.MILD for one in events))
    assert marked[0] < marked[1]


def test_the_same_seed_makes_the_same_trader():
    assert make(Trader(seed=3, positions=60)) == make(Trader(seed=3, positions=60))
    assert make(Trader(seed=3, positions=60)).record != make(Trader(seed=4, positions=60)).record


def test_a_made_up_record_is_in_order_and_adds_up():
    made = traders(Detector.AVERAGING_DOWN)[0]
    positions = made.record.positions
    assert list(positions) == sorted(positions, key=in_order)
    for one in positions:
        assert sum(part.quantity for part in one.entries) == sum(
            part.quantity for part in one.exits
        )
        moved = sum(part.price * part.quantity for part in one.exits) - sum(
            part.price * part.quantity for part in one.entries
        )
        assert one.result == moved * one.direction.sign * one.multiplier - one.costs
        assert one.entry_time < one.exit_time
        assert one.plan is None or one.plan.committed_at < one.entry_time
        assert all(stop.time <= one.exit_time for stop in one.stops)
