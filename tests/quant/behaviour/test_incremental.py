"""Position by position, in any order, with changes and deletions: the events are those of the whole record."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.quant.behaviour.detect import RecordChange, Watcher, detect
from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.record import (
    UNKNOWN_MARKET,
    DeclaredRules,
    Stream,
    TradeKind,
    record_of,
)
from backend.quant.behaviour.synthetic.trader import Planted, SyntheticTrader, make
from tests.quant.behaviour.positions import REAL, found, history, position, record


@cache
def trader():
    rules = (
        DeclaredRules(
            datetime(2025, 2, 1, tzinfo=UTC),
            Decimal(4_000),
            4,
            Decimal("0.015"),
            None,
            Decimal("0.02"),
        ),
    )
    habits = tuple(Planted(behaviour, rate=0.1) for behaviour in Detector)
    return make(SyntheticTrader(seed=5, positions=130, habits=habits, declared=rules)).record


@cache
def whole():
    return detect(trader())


def empty():
    return replace(trader(), positions=())


def still_open(trade):
    return replace(trade, result=None, r=None, exits=(), market=UNKNOWN_MARKET)


def test_one_after_the_other_as_they_close():
    watcher = Watcher(empty())
    for closed in sorted(trader().positions, key=lambda position: position.exit_time):
        watcher.take(closed)
    assert watcher.events == whole()


def test_after_every_step_they_are_those_of_the_record_so_far():
    watcher, so_far = Watcher(empty()), []
    for number, closed in enumerate(
        sorted(trader().positions, key=lambda closed: closed.entry_time)
    ):
        if number % 3 == 0:
            watcher.take(still_open(closed))
        watcher.take(closed)
        so_far.append(closed)
        if number % 10 == 0:
            assert watcher.events == detect(replace(trader(), positions=tuple(so_far)))


@given(st.data())
@settings(max_examples=6)
def test_any_order_changes_and_deletions(data):
    positions = list(trader().positions)
    first = data.draw(st.integers(len(positions) - 25, len(positions)))
    mixed = data.draw(st.permutations(positions))
    known = record_of(trader().stream, mixed[:first])
    watcher = Watcher(replace(trader(), positions=known.positions))
    for trade in mixed[first:]:
        step = data.draw(
            st.sampled_from(["as it is", "open first", "wrong first", "twice", "deleted first"])
        )
        if step == "open first":
            watcher.take(still_open(trade))
        if step == "wrong first":
            day = timedelta(days=data.draw(st.integers(-40, 40)))
            moved = tuple(replace(part, time=part.time + day) for part in trade.entries)
            watcher.take(
                replace(
                    still_open(trade),
                    entries=moved,
                    session=trade.session + day,
                    initial_risk=Decimal(9),
                )
            )
        if step == "deleted first":
            watcher.take(trade)
            watcher.drop(trade.id)
        watcher.take(trade)
        if step == "twice":
            assert watcher.take(trade) == RecordChange()
    assert watcher.events == whole()


def test_a_change_of_long_ago_changes_what_followed_from_it():
    watcher = Watcher(trader())
    old = trader().positions[40]
    larger = replace(old, initial_risk=old.initial_risk * 4)
    change = watcher.take(larger)
    swapped = tuple(
        larger if position.id == old.id else position for position in trader().positions
    )
    assert watcher.events == detect(replace(trader(), positions=swapped))
    assert any(event.position_ids[0] == old.id for event in (*change.appeared, *change.changed))
    back = watcher.take(old)
    assert watcher.events == whole()
    assert {event.key for event in back.gone} == {event.key for event in change.appeared}


def test_a_deleted_position_takes_its_events_along():
    watcher = Watcher(trader())
    event = next(event for event in whole() if event.detector is Detector.OVERSIZING)
    change = watcher.drop(event.position_ids[0])
    assert event.key in {event.key for event in change.gone}
    rest = tuple(trade for trade in trader().positions if trade.id != event.position_ids[0])
    assert watcher.events == detect(replace(trader(), positions=rest))
    assert watcher.drop("nobody") == RecordChange()


def test_a_position_that_was_closed_while_another_one_ran():
    """It was entered later and closed sooner: the one that runs is judged by what was known at its own exit."""
    runs = position("runs", 30, 0, r=-1.0, held=200)
    inside = [position(f"i{n}", 30, 20 + 30 * n, r=-1.0, held=10) for n in range(4)]
    after = position("after", 30, 202, planned=False, size=3.2)
    everything = [*history(), runs, *inside, after]
    watcher = Watcher(record([*history(), *inside]))
    watcher.take(still_open(runs))
    watcher.take(after)
    watcher.take(runs)
    assert watcher.events == detect(record(everything))
    assert found(everything, Detector.REVENGE)[-1].inputs["after"] == "runs"


def test_another_stream_is_refused():
    other = replace(position("x", 0, 0), stream=Stream(TradeKind.TRAINING, "main"))
    with pytest.raises(ValueError, match="one stream"):
        Watcher(record([])).take(other)
    with pytest.raises(ValueError, match="one stream"):
        record([other])
    with pytest.raises(ValueError, match="its own id"):
        record_of(REAL, [position("x", 0, 0), position("x", 0, 60)])
