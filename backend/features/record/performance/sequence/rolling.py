"""Use case: win rate, expectancy and profit factor over the last so many trades, at each trade."""

from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.figures import IntervalDocument
from backend.features.record.performance.report import currency_of, in_currency
from backend.features.record.performance.schemas import Basis
from backend.features.record.performance.sequence.documents import (
    RollingDocument,
    RollingPointDocument,
)
from backend.features.record.performance.sequence.schemas import RollingSelection
from backend.features.record.performance.sequence.trade_curve import step_of
from backend.features.record.performance.sequence.trade_rows import (
    TradeRows,
    amount_of,
    read_trades,
)
from backend.quant.metric import MetricReason, Uncounted
from backend.quant.statistics import wilson_interval


def rolling(
    session: Session,
    user_id: UUID,
    selection: RollingSelection,
    *,
    now: datetime,
) -> RollingDocument:
    """The figures of each whole window of closed trades, in the order of their exits."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> RollingDocument:
        trades = read_trades(session, user_id, selection, currency_of(selection))
        windows = len(trades) - selection.window + 1
        step = step_of(max(windows, 0))
        without_r = int(np.isnan(trades.r).sum())
        return {
            "currency": currency_of(selection),
            "basis": Basis.TRADES,
            "as_of": iso(now),
            "version": version,
            "window": selection.window,
            "trades": len(trades),
            "reason": None if windows > 0 else MetricReason.TOO_FEW_TRADES.value,
            "thinned": step,
            "points": _points(trades, selection.window, step) if windows > 0 else [],
            "excluded": [{"reason": Uncounted.WITHOUT_R, "n": without_r}] if without_r else [],
        }

    return cached_report(session, user_id, "rolling", selection, now=now, compute=compute)


def _points(trades: TradeRows, window: int, step: int) -> list[RollingPointDocument]:
    last = len(trades) - 1
    ends = np.arange(last, window - 2, -step)[::-1]
    starts = ends - window + 1
    wins = sliding_window_view(trades.outcomes == 1, window).sum(axis=1)
    losses = sliding_window_view(trades.outcomes == -1, window).sum(axis=1)
    has_r = ~np.isnan(trades.r)
    with_r = sliding_window_view(has_r, window).sum(axis=1)
    r = sliding_window_view(np.where(has_r, trades.r, 0.0), window)[starts].sum(axis=1)
    points = []
    for place, start in enumerate(starts.tolist()):
        end = int(ends[place])
        won, lost, net = _money(trades, slice(start, end + 1))
        decided = int(wins[start] + losses[start])
        n = int(with_r[start])
        is_two_sided = wins[start] and losses[start] and lost
        point: RollingPointDocument = {
            "number": end + 1,
            "trade_id": str(trades.id(end)),
            "first_trade_id": str(trades.id(start)),
            "exit_time": iso(trades.exit_time(end)),
            "win_rate": int(wins[start]) / decided if decided else None,
            "win_rate_interval": _interval(int(wins[start]), decided),
            "expectancy": float(r[place]) / n if n else None,
            "with_r": n,
            "profit_factor": won / -lost if is_two_sided else None,
            "net_pnl": plain_decimal(amount_of(net)),
        }
        points.append(point)
    return points


def _money(trades: TradeRows, window: slice) -> tuple[int, int, int]:
    """What was won, lost (below zero) and both with what was neither, in exact parts."""
    pairs = list(zip(trades.net[window], trades.outcomes[window].tolist(), strict=True))
    won = sum(net for net, outcome in pairs if outcome == 1)
    lost = sum(net for net, outcome in pairs if outcome == -1)
    return won, lost, sum(net for net, _ in pairs)


def _interval(wins: int, decided: int) -> IntervalDocument | None:
    interval = wilson_interval(wins, decided) if decided else None
    if interval is None:
        return None
    return {
        "low": interval.low,
        "high": interval.high,
        "confidence": interval.confidence,
        "method": interval.method.value,
    }
