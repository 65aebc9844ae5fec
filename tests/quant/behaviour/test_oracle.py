"""The oracle of the field notes: habits that were planted are found, and a trader without them is left alone."""

from functools import cache

import pytest

from backend.quant.behaviour.detect import STANDARD, counts, detect
from backend.quant.behaviour.events import Detector, Severity
from backend.quant.behaviour.record import in_order
from backend.quant.behaviour.synthetic.trader import (
    Planted,
    SyntheticTrader,
    labels_by_session,
    make,
)

BY_SESSION = {Detector.OVERTRADING, Detector.TILT, Detector.TIME_OF_DAY}  # one event a session
LEARNING = 100  # positions; the phases of a day need 20 positions each, and then evidence
LEARNING_HOURS = 250


@cache
def traders(behaviour, seeds=(1, 2, 3)):
    return [
        make(SyntheticTrader(seed=seed, positions=500, habits=(Planted(behaviour),)))
        for seed in seeds
    ]


def hits(behaviour):
    """Of three traders: flagged and planted, flagged, planted; sessions or positions, after the learning."""
    right = flagged = planted = 0
    for synthetic in traders(behaviour):
        record = synthetic.record
        skip = LEARNING_HOURS if behaviour is Detector.TIME_OF_DAY else LEARNING
        start = record.positions[skip].session
        events = [
            position_id
            for position_id in detect(record)
            if position_id.detector is behaviour and position_id.severity is not Severity.MILD
        ]
        sessions = {position_id.id: position_id.session for position_id in record.positions}
        if behaviour in BY_SESSION:
            planted_ids = {day for day in labels_by_session(synthetic)[behaviour] if day > start}
            flagged_ids = {sessions[event.position_ids[0]] for event in events}
            flagged_ids = {day for day in flagged_ids if day > start}
        else:
            planted_ids = {
                position_id
                for position_id in synthetic.labels[behaviour]
                if sessions[position_id] > start
            }
            flagged_ids = {event.position_ids[0] for event in events}
            flagged_ids = {
                position_id for position_id in flagged_ids if sessions[position_id] > start
            }
        right, flagged, planted = (
            right + len(planted_ids & flagged_ids),
            flagged + len(flagged_ids),
            planted + len(planted_ids),
        )
    return right, flagged, planted


@pytest.mark.parametrize("behaviour", [rule.detector for rule in STANDARD])
def test_what_was_planted_at_marked_is_found(behaviour):
    right, flagged, planted = hits(behaviour)
    assert planted >= 20, "plant the habit of the rule in quant/behaviour/synthetic/trader.py"
    assert right / flagged >= 0.8, f"precision {right}/{flagged}"
    assert right / planted >= 0.8, f"recall {right}/{planted}"


@pytest.mark.parametrize("planned", [0.9, 0.0], ids=["with_plans", "without_plans"])
def test_a_clean_trader_is_left_alone(planned):
    for seed in (11, 12, 13, 14):
        synthetic = make(SyntheticTrader(seed=seed, positions=700, planned=planned))
        for detector, events in counts(detect(synthetic.record)).items():
            assert events <= len(synthetic.record.positions) / 100, (seed, detector)


def test_a_smaller_habit_is_found_less_and_never_called_marked_by_chance():
    """Detection grows with the size that was planted: no detector is tuned to one size alone."""
    sizes = (0.0, 3.0)
    marked = []
    for size in sizes:
        synthetic = make(
            SyntheticTrader(
                seed=4, positions=500, habits=(Planted(Detector.OVERTRADING, size=size, rate=0.2),)
            )
        )
        events = [
            event for event in detect(synthetic.record) if event.detector is Detector.OVERTRADING
        ]
        marked.append(sum(event.severity is not Severity.MILD for event in events))
    assert marked[0] < marked[1]


def test_the_same_seed_makes_the_same_trader():
    assert make(SyntheticTrader(seed=3, positions=60)) == make(
        SyntheticTrader(seed=3, positions=60)
    )
    assert (
        make(SyntheticTrader(seed=3, positions=60)).record
        != make(SyntheticTrader(seed=4, positions=60)).record
    )


def test_a_made_up_record_is_in_order_and_adds_up():
    synthetic = traders(Detector.AVERAGING_DOWN)[0]
    positions = synthetic.record.positions
    assert list(positions) == sorted(positions, key=in_order)
    for position in positions:
        assert sum(part.quantity for part in position.entries) == sum(
            part.quantity for part in position.exits
        )
        moved = sum(part.price * part.quantity for part in position.exits) - sum(
            part.price * part.quantity for part in position.entries
        )
        assert (
            position.result
            == moved * position.direction.sign * position.multiplier - position.costs
        )
        assert position.entry_time < position.exit_time
        assert position.plan is None or position.plan.committed_at < position.entry_time
        assert all(stop.time <= position.exit_time for stop in position.stops)
