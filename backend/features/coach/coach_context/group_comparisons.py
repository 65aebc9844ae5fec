"""Groups of the latest trades held against each other: what the record says when a trader asks for proof. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from backend.core.plural import counted
from backend.features.coach.coach_context.exit_comparisons import exit_comparisons
from backend.features.coach.coach_context.views import FigureView, TradeView
from backend.quant.aggregates import Moments
from backend.quant.metrics import difference_in_r

LEAST = 5  # fewer trades of a group are not held against others
IN_A_ROW = 2
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def comparisons(closed: Sequence[TradeView]) -> tuple[FigureView, ...]:
    """What came after two losses, with and without a plan, by weekday, and how trades were left; where there is enough."""
    with_r = [trade for trade in closed if trade.r is not None]
    figures = (
        after_two_losses(closed),
        planned(with_r),
        weekdays(with_r),
        *exit_comparisons(with_r),
    )
    return tuple(figure for figure in figures if figure is not None)


def after_two_losses(closed: Sequence[TradeView]) -> FigureView | None:
    """Trades that were entered when the two that ended before them had lost, against all others."""
    ends = sorted(
        (trade.exit_time, trade.is_loss) for trade in closed if trade.exit_time is not None
    )
    after: list[TradeView] = []
    others: list[TradeView] = []
    for trade in closed:
        if trade.r is None:
            continue
        ended_before = bisect_right(ends, (trade.entry_time, True))
        latest = ends[max(0, ended_before - IN_A_ROW) : ended_before]
        losses = sum(is_loss for _, is_loss in latest)
        if losses == IN_A_ROW:
            after.append(trade)
        else:
            others.append(trade)
    if min(len(after), len(others)) < LEAST:
        return None
    many, mean_after = len(after), _mean(after)
    words = (
        f"Of your last {many + len(others)} trades with a stop, {many} came after two losses in a row:"
        f" they average {mean_after} R, the others {_mean(others)} R; {_difference(after, others)}."
    )
    return FigureView("after_two_losses", words, mean_after, many)


def planned(with_r: Sequence[TradeView]) -> FigureView | None:
    """Trades with a plan before the fill against those without."""
    with_plan = [trade for trade in with_r if trade.is_planned]
    without = [trade for trade in with_r if not trade.is_planned]
    if min(len(with_plan), len(without)) < LEAST:
        return None
    many, mean_planned = len(with_plan), _mean(with_plan)
    words = (
        f"Of your last {len(with_r)} trades with a stop, {many} had a plan before the fill and average"
        f" {mean_planned} R; the {len(without)} without one average {_mean(without)} R;"
        f" {_difference(with_plan, without)}."
    )
    return FigureView("planned", words, mean_planned, many)


def weekdays(with_r: Sequence[TradeView]) -> FigureView | None:
    """The R of each day of the week, the worst and the best."""
    by_day: dict[int, list[TradeView]] = {}
    for trade in with_r:
        by_day.setdefault(trade.entry_day.weekday(), []).append(trade)
    enough = {day: trades for day, trades in by_day.items() if len(trades) >= LEAST}
    if len(enough) < 2:
        return None
    ranked = sorted(enough, key=lambda day: (_sum(enough[day]), day))
    worst, best = ranked[0], ranked[-1]
    worst_name, best_name = _DAYS[worst], _DAYS[best]
    of_worst = enough[worst]
    others = [trade for trade in with_r if trade.entry_day.weekday() != worst]
    words = (
        f"Over your last {len(with_r)} trades with a stop,"
        f" {worst_name} is your worst day: {_sum_and_count(of_worst)};"
        f" {best_name} is your best, {_sum_and_count(enough[best])}."
        f" {worst_name} against all other days: {_difference(of_worst, others)}."
    )
    return FigureView("weekdays", words, str(_sum(of_worst)), len(of_worst))


def together(trades: Sequence[TradeView]) -> str:
    """Several trades in one sentence: how many lost, how many had a plan, and their R."""
    lost = sum(trade.is_loss for trade in trades) or "none"
    with_plan = sum(trade.is_planned for trade in trades) or "none"
    words = f"of these {len(trades)} trades {lost} lost and {with_plan} had a plan before the fill"
    is_complete = all(trade.r is not None for trade in trades)
    if is_complete:
        return f"{words}, {_two_places(_total(trades))} R together"
    return words


def _difference(first: Sequence[TradeView], second: Sequence[TradeView]) -> str:
    """The difference of two means, and whether it can be told from nothing."""
    metric = difference_in_r(_moments(first), _moments(second))
    assert isinstance(metric.value, float), "both sides have trades"
    difference = round(metric.value, 2) + 0.0  # no minus before nothing
    words = f"the difference is {difference:.2f} R a trade"
    if metric.interval is None:
        return f"{words}, too little on record to prove anything"
    low, high = metric.interval.low, metric.interval.high
    words += f" (95% interval {low:.2f} to {high:.2f})"
    if low <= 0 <= high:
        return f"{words}, which could be chance"
    return f"{words}, which chance hardly explains"


def _moments(trades: Sequence[TradeView]) -> Moments:
    return Moments.of(np.array([float(trade.r or 0) for trade in trades]))


def _mean(trades: Sequence[TradeView]) -> str:
    return _two_places(_total(trades) / len(trades))


def _sum_and_count(trades: Sequence[TradeView]) -> str:
    return f"{_sum(trades)} R in {counted(len(trades), 'trade', 'trades')}"


def _sum(trades: Sequence[TradeView]) -> Decimal:
    return _total(trades).quantize(Decimal("0.01"))


def _total(trades: Sequence[TradeView]) -> Decimal:
    return sum((trade.r for trade in trades if trade.r is not None), Decimal(0))


def _two_places(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')):f}"
