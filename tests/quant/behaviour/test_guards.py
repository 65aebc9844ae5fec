"""An event names as passed only what was examined."""

from dataclasses import replace
from datetime import timedelta

import pytest

from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.guards import examined
from backend.quant.behaviour.record import ExitReason, Market
from tests.quant.behaviour.positions import found, history, position, replanned

BARE = position("one", 30, 0)
UNPLANNED = position("one", 30, 0, planned=False)
RULED = replanned(BARE, has_exit_rule=True)


@pytest.mark.parametrize(
    ("name", "unknown", "known"),
    [
        ("planned_reentry", BARE, replanned(BARE, reenters=False)),
        ("planned_ladder", BARE, replanned(BARE, ladder=())),
        ("planned_size", BARE, replanned(BARE, size=2)),
        ("planned_widening", BARE, replanned(BARE, widens_once=False)),
        ("time_stop", RULED, replanned(RULED, time_stop=timedelta(hours=1))),
        ("time_stop", RULED, BARE),
        ("exit_rule", RULED, replace(RULED, exit_reason=ExitReason.DISCRETION)),
        ("trailing_stop", RULED, BARE),
        ("invalidation", BARE, replace(BARE, exit_reason=ExitReason.DISCRETION)),
        ("news", UNPLANNED, replace(UNPLANNED, exit_reason=ExitReason.DISCRETION)),
        ("session_end", UNPLANNED, replace(UNPLANNED, exit_reason=ExitReason.DISCRETION)),
        ("wider_stop", replace(BARE, initial_stop=None), BARE),
        ("gap_at_open", BARE, replace(BARE, market=Market(gapped_at_entry=False))),
        ("gap_through_stop", BARE, replace(BARE, market=Market(gapped_through_stop=False))),
        ("market_range", BARE, replace(BARE, market=Market(session_range=1.0))),
        ("rolled", BARE, replace(BARE, rolled=False)),
        ("weighted_by_size", replace(BARE, held_seconds=None), BARE),
    ],
)
def test_only_what_is_known_was_examined(name, unknown, known):
    assert examined([name, "automated"], unknown) == ("automated",)
    assert examined([name, "automated"], known) == (name, "automated")


@pytest.mark.parametrize(
    "name", ["planned_reentry", "planned_ladder", "planned_widening", "time_stop", "exit_rule"]
)
def test_where_there_is_no_plan_it_is_known_that_none_excuses(name):
    assert examined([name], UNPLANNED) == (name,)
    late = replanned(RULED, committed_at=RULED.entry_time + timedelta(minutes=1))
    assert examined([name], late) == (name,), "a plan of afterwards is none"


def test_an_event_says_so():
    loss, again = position("loss", 30, 0, r=-1), position("after", 30, 22, r=1, size=4.2)
    (event,) = found([*history(), loss, again], Detector.REVENGE)
    assert event.guards == ("one_position", "bracket_rearm", "small_loss", "automated")
    (event,) = found([*history(), loss, replanned(again, reenters=False)], Detector.REVENGE)
    assert "planned_reentry" in event.guards
