"""Groups of the latest trades held against each other: what the record says when a trader asks for proof. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from backend.core.plural import counted
from backend.features.coach.coach_context.model import Figure, TradeSeen
from backend.quant.aggregates import Moments
from backend.quant.metrics import difference_in_r

LEAST = 5  # fewer trades of a group are not held against others
IN_A_ROW = 2
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def comparisons(closed: Sequence[TradeSeen]) -> tuple[Figure, ...]:
    """What came after two losses, with and without a plan, and by weekday; each only where both sides have enough."""
    known = [one for one in closed if one.r is not None]
    found = (after_two_losses(closed), planned(known), weekdays(known))
    return tuple(one for one in found if one is not None)


def after_two_losses(closed: Sequence[TradeSeen]) -> Figure | None:
    """Trades that were entered when the two that ended before them had lost, against all others."""
    ended = sorted((one.exit_time, one.is_loss) for one in closed if one.exit_time is not None)
    after: list[TradeSeen] = []
    others: list[TradeSeen] = []
    for one in closed:
        if one.r is not None:
            before = bisect_right(ended, (one.entry_time, True))
            lost = before >= IN_A_ROW and all(
                is_loss for _, is_loss in ended[before - IN_A_ROW : before]
            )
            (after if lost else others).append(one)
    if min(len(after), len(others)) < LEAST:
        return None
    words = (
        f"Of your last {len(after) + len(others)} trades with a stop, {len(after)} came after two losses in a row:"
        f" they average {_mean(after)} R, the others {_mean(others)} R"
    )
    return Figure(
        "after_two_losses", f"{words}; {_difference(after, others)}.", _mean(after), len(after)
    )


def planned(known: Sequence[TradeSeen]) -> Figure | None:
    """Trades with a plan before the fill against those without."""
    with_plan = [one for one in known if one.is_planned]
    without = [one for one in known if not one.is_planned]
    if min(len(with_plan), len(without)) < LEAST:
        return None
    words = (
        f"Of your last {len(known)} trades with a stop, {len(with_plan)} had a plan before the fill and average"
        f" {_mean(with_plan)} R; the {len(without)} without one average {_mean(without)} R; "
    )
    return Figure(
        "planned", f"{words}{_difference(with_plan, without)}.", _mean(with_plan), len(with_plan)
    )


def weekdays(known: Sequence[TradeSeen]) -> Figure | None:
    """The R of each day of the week, the worst and the best."""
    by_day: dict[int, list[TradeSeen]] = {}
    for one in known:
        by_day.setdefault(one.entry_day.weekday(), []).append(one)
    enough = {day: trades for day, trades in by_day.items() if len(trades) >= LEAST}
    if len(enough) < 2:
        return None
    ranked = sorted(enough, key=lambda day: (_sum(enough[day]), day))
    worst, best = ranked[0], ranked[-1]
    rest = [one for one in known if one.entry_day.weekday() != worst]
    words = (
        f"Over your last {len(known)} trades with a stop, {_DAYS[worst]} is your worst day: {_sum(enough[worst])} R in"
        f" {counted(len(enough[worst]), 'trade', 'trades')}; {_DAYS[best]} is your best, {_sum(enough[best])} R in"
        f" {counted(len(enough[best]), 'trade', 'trades')}. {_DAYS[worst]} against all other days:"
        f" {_difference(enough[worst], rest)}."
    )
    return Figure("weekdays", words, str(_sum(enough[worst])), len(enough[worst]))


def together(trades: Sequence[TradeSeen]) -> str:
    """Several trades in one sentence: how many lost, how many had a plan, and their R."""
    lost, with_plan = sum(one.is_loss for one in trades), sum(one.is_planned for one in trades)
    known = [one.r for one in trades if one.r is not None]
    r = f", {_two(sum(known, Decimal(0)))} R together" if len(known) == len(trades) else ""
    return f"of these {len(trades)} trades {lost or 'none'} lost and {with_plan or 'none'} had a plan before the fill{r}"


def _difference(first: Sequence[TradeSeen], second: Sequence[TradeSeen]) -> str:
    """The difference of two means, and whether it can be told from nothing."""
    one, other = (
        Moments.of(np.array([float(one.r or 0) for one in side])) for side in (first, second)
    )
    found = difference_in_r(one, other)
    assert isinstance(found.value, float), "both sides have trades"
    words = (
        f"the difference is {round(found.value, 2) + 0.0:.2f} R a trade"  # no minus before nothing
    )
    if found.interval is None:
        return f"{words}, too little on record to prove anything"
    low, high = found.interval.low, found.interval.high
    words += f" (95% interval {low:.2f} to {high:.2f})"
    return (
        f"{words}, which could be chance"
        if low <= 0 <= high
        else f"{words}, which chance hardly explains"
    )


def _mean(trades: Sequence[TradeSeen]) -> str:
    return _two(_total(trades) / len(trades))


def _sum(trades: Sequence[TradeSeen]) -> Decimal:
    return _total(trades).quantize(Decimal("0.01"))


def _total(trades: Sequence[TradeSeen]) -> Decimal:
    return sum((one.r for one in trades if one.r is not None), Decimal(0))


def _two(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')):f}"
