"""What a behaviour cost: flagged positions against what they can be compared with."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import numpy as np

from backend.quant.behaviour.context import Context
from backend.quant.behaviour.events import Against, Cost, Detector, Event
from backend.quant.behaviour.record import Key
from backend.quant.metric import Flags, FloatArray, Interval
from backend.quant.statistics import difference_interval, mean_interval

NONE = Cost(None, None, 0, None, None)


def cost_of(context: Context, events: Iterable[Event]) -> Cost:
    """Sum of R of what the events of one detector flag, less their number times the mean R of the others.

    A behaviour that only some positions can show is compared with those: early exits with other winners, losers that
    were held with other losers. A moved stop is compared with the old one, where that would have been hit, and an add
    to a loser with the same position without it. Of a hot state, what was entered in it counts, and not what made it
    hot: a stop that was moved says how its position went. Intervals are those of the mean (bootstrap with a fixed
    seed), times the number.
    """
    given = list(events)
    if not given:
        return NONE
    detector = given[0].detector
    inside = (
        entered_while_hot(context, given) if detector is Detector.TILT else _flagged(context, given)
    )
    frame = context.frame
    if detector is Detector.STOP_MOVING:
        return _against_stop(frame["r_gross"][inside & (frame["hit"] == 1)])
    if detector is Detector.AVERAGING_DOWN:
        known = inside & np.isfinite(frame["adds_r"]) & np.isfinite(frame["r"])
        return _without_adds(frame["r"][known], frame["adds_r"][known])
    r = frame["r"]
    if detector is Detector.EARLY_EXIT:
        return replace(
            _against(r, inside, np.isfinite(frame["unreached"])), against=Against.WINNERS
        )
    if detector is Detector.DISPOSITION:
        return replace(_against(r, inside, r < 0), against=Against.LOSERS)
    return _against(r, inside, np.isfinite(r))


def entered_while_hot(context: Context, events: Iterable[Event]) -> Flags:
    """Which rows were entered within one of the hot states."""
    frame = context.frame
    inside = np.zeros(len(frame), dtype=bool)
    for event in events:
        until = datetime.fromisoformat(str(event.inputs["until"])).timestamp()
        high = int(np.searchsorted(frame["entry"], until, "left"))
        low = int(np.searchsorted(frame["entry"], event.moment.timestamp(), "left"))
        inside[low:high] |= frame["session"][low:high] == event.session.toordinal()
    return inside


def _flagged(context: Context, events: list[Event]) -> Flags:
    """Which rows the events are about."""
    keys: set[Key] = {key for event in events for key in event.position_ids}
    inside = np.zeros(len(context.frame), dtype=bool)
    inside[[context.frame.row(key) for key in keys]] = True
    return inside


def _against(r: FloatArray, inside: Flags, like: Flags) -> Cost:
    """Against the positions that are alike and not flagged."""
    there = like & np.isfinite(r)
    one, other = r[inside & there], r[~inside & there]
    n = len(one)
    if n == 0 or len(other) == 0:
        return Cost(
            None,
            None,
            n,
            float(one.mean()) if n else None,
            float(other.mean()) if len(other) else None,
        )
    mean = float(other.mean())
    interval = _times(difference_interval(one, other), n)
    return Cost(float(one.sum()) - n * mean, interval, n, float(one.mean()), mean)


def _against_stop(r: FloatArray) -> Cost:
    """Against -1 R each: what the first stop would have cost."""
    n = len(r)
    if n == 0:
        return replace(NONE, mean_others=-1.0, against=Against.OLD_STOP)
    interval = _times(mean_interval(r + 1), n)
    return Cost(float((r + 1).sum()), interval, n, float(r.mean()), -1.0, Against.OLD_STOP)


def _without_adds(r: FloatArray, brought: FloatArray) -> Cost:
    """What the adds themselves brought, in R of the first decision."""
    n = len(r)
    if n == 0:
        return replace(NONE, against=Against.WITHOUT_ADDS)
    interval = _times(mean_interval(brought), n)
    mean = float(brought.mean())
    return Cost(
        float(brought.sum()),
        interval,
        n,
        float(r.mean()),
        float(r.mean()) - mean,
        Against.WITHOUT_ADDS,
    )


def _times(interval: Interval | None, n: int) -> Interval | None:
    return (
        None
        if interval is None
        else replace(interval, low=interval.low * n, high=interval.high * n)
    )
