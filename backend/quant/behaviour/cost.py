"""What a behaviour cost: flagged positions against what they can be compared with.

The sum of R of what the events of one detector flag, less their number times the mean R of the others. A behaviour that
only some positions can show is compared with those. Intervals are those of the mean (bootstrap with a fixed seed),
times the number. Each detector says which comparison is its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from backend.quant.behaviour.context import Context
from backend.quant.behaviour.events import Against, BehaviourCost, Event
from backend.quant.behaviour.record import Key
from backend.quant.metric import Flags, FloatArray, Interval
from backend.quant.statistics import difference_interval, mean_interval

NO_COST = BehaviourCost(None, None, 0, None, None)


def against_others(context: Context, events: Sequence[Event]) -> BehaviourCost:
    """Against all positions that are not flagged."""
    r = context.frame["r"]
    flagged = _flagged(context, events)
    return _against(r, flagged, np.isfinite(r))


def against_other_winners(context: Context, events: Sequence[Event]) -> BehaviourCost:
    """Against winners that had a target and are not flagged."""
    frame = context.frame
    had_target = np.isfinite(frame["unreached"])
    cost = _against(frame["r"], _flagged(context, events), had_target)
    return replace(cost, against=Against.WINNERS)


def against_other_losers(context: Context, events: Sequence[Event]) -> BehaviourCost:
    """Against losers that are not flagged."""
    r = context.frame["r"]
    cost = _against(r, _flagged(context, events), r < 0)
    return replace(cost, against=Against.LOSERS)


def against_old_stop(context: Context, events: Sequence[Event]) -> BehaviourCost:
    """Against the stop before it was moved, where that would have been hit."""
    frame = context.frame
    was_hit = _flagged(context, events) & (frame["hit"] == 1)
    return _against_stop(frame["r_gross"][was_hit])


def without_adds(context: Context, events: Sequence[Event]) -> BehaviourCost:
    """Against the same positions without what was added to them."""
    frame = context.frame
    is_known = np.isfinite(frame["adds_r"]) & np.isfinite(frame["r"])
    flagged = _flagged(context, events) & is_known
    return _without_adds(frame["r"][flagged], frame["adds_r"][flagged])


def against_calm(context: Context, events: Sequence[Event]) -> BehaviourCost:
    """What was entered in a hot state, and not what made it hot: a stop that was moved says how its position went."""
    r = context.frame["r"]
    hot = entered_while_hot(context, events)
    return _against(r, hot, np.isfinite(r))


def entered_while_hot(context: Context, events: Sequence[Event]) -> Flags:
    """Which positions were entered within one of the hot states.

    Returns:
        Shape ``(positions,)``, in the order of entry.
    """
    frame = context.frame
    inside = np.zeros(len(frame), dtype=bool)
    for event in events:
        since = event.moment.timestamp()
        until = datetime.fromisoformat(str(event.inputs["until"])).timestamp()
        low = int(np.searchsorted(frame["entry"], since, "left"))
        high = int(np.searchsorted(frame["entry"], until, "left"))
        session = event.session.toordinal()
        inside[low:high] |= frame["session"][low:high] == session
    return inside


def _flagged(context: Context, events: Sequence[Event]) -> Flags:
    """Which positions the events are about, shape ``(positions,)``, in the order of entry."""
    frame = context.frame
    keys: set[Key] = set()
    for event in events:
        keys.update(event.position_ids)
    inside = np.zeros(len(frame), dtype=bool)
    inside[[frame.row(key) for key in keys]] = True
    return inside


def _against(r: FloatArray, inside: Flags, like: Flags) -> BehaviourCost:
    """Against the positions that are alike and not flagged.

    Args:
        r: result of each position in R, nan where it is not known, shape ``(positions,)``.
        inside: which are flagged, same shape.
        like: which can be compared, same shape.
    """
    comparable = like & np.isfinite(r)
    flagged = r[inside & comparable]
    others = r[~inside & comparable]
    n = len(flagged)
    mean_flagged, mean_others = _mean(flagged), _mean(others)
    if mean_flagged is None or mean_others is None:
        return BehaviourCost(None, None, n, mean_flagged, mean_others)
    difference = difference_interval(flagged, others)
    return BehaviourCost(
        r=float(flagged.sum()) - n * mean_others,
        interval=_times(difference, n),
        flagged=n,
        mean_flagged=mean_flagged,
        mean_others=mean_others,
    )


def _mean(values: FloatArray) -> float | None:
    """The mean of some values, shape ``(values,)``; null of nothing."""
    if not len(values):
        return None
    return float(values.mean())


def _against_stop(r: FloatArray) -> BehaviourCost:
    """Against -1 R each: what the first stop would have cost; ``r`` in R, shape ``(positions,)``."""
    n = len(r)
    if n == 0:
        return replace(NO_COST, mean_others=-1.0, against=Against.OLD_STOP)
    apart = r + 1
    return BehaviourCost(
        r=float(apart.sum()),
        interval=_times(mean_interval(apart), n),
        flagged=n,
        mean_flagged=float(r.mean()),
        mean_others=-1.0,
        against=Against.OLD_STOP,
    )


def _without_adds(r: FloatArray, brought: FloatArray) -> BehaviourCost:
    """What the adds themselves brought, in R of the first decision; both in R, shape ``(positions,)``."""
    n = len(r)
    if n == 0:
        return replace(NO_COST, against=Against.WITHOUT_ADDS)
    mean_r, mean_brought = float(r.mean()), float(brought.mean())
    return BehaviourCost(
        r=float(brought.sum()),
        interval=_times(mean_interval(brought), n),
        flagged=n,
        mean_flagged=mean_r,
        mean_others=mean_r - mean_brought,
        against=Against.WITHOUT_ADDS,
    )


def _times(interval: Interval | None, n: int) -> Interval | None:
    if interval is None:
        return None
    return replace(interval, low=interval.low * n, high=interval.high * n)
