"""Use case: the equity curve trade by trade."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.record.performance import realised_money
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.equity.equity_base import equity_base
from backend.features.record.performance.report import currency_of, in_currency
from backend.features.record.performance.schemas import Basis, Selection
from backend.features.record.performance.sequence.documents import (
    CurvePointDocument,
    TradeCurveDocument,
)
from backend.features.record.performance.sequence.schemas import MOST_POINTS
from backend.features.record.performance.sequence.trade_rows import (
    TradeRows,
    amount_of,
    read_trades,
)


def trade_curve(
    session: Session,
    user_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> TradeCurveDocument:
    """What the account was after each closed trade, each counted as a whole when it was closed."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> TradeCurveDocument:
        currency = currency_of(selection)
        money = realised_money.by_day(session, user_id, selection, currency)
        start = equity_base(session, user_id, selection, money).start or Decimal(0)
        trades = read_trades(session, user_id, selection, currency)
        step = step_of(len(trades))
        return {
            "currency": currency,
            "basis": Basis.TRADES,
            "as_of": iso(now),
            "version": version,
            "start": plain_decimal(start),
            "trades": len(trades),
            "thinned": step,
            "points": _points(trades, start, step),
        }

    return cached_report(session, user_id, "trade curve", selection, now=now, compute=compute)


def step_of(many: int, most: int = MOST_POINTS) -> int:
    """How many stand for one, so that no more than the most are told."""
    return max(1, -(-many // most))


def _points(trades: TradeRows, start: Decimal, step: int) -> list[CurvePointDocument]:
    earned = list(accumulate(trades.net))
    highs = list(accumulate([0, *earned], max))[1:]
    return [
        {
            "number": place + 1,
            "trade_id": str(trades.id(place)),
            "exit_time": iso(trades.exit_time(place)),
            "net": plain_decimal(amount_of(trades.net[place])),
            "r": None if np.isnan(trades.r[place]) else float(trades.r[place]),
            "earned": plain_decimal(amount_of(earned[place])),
            "equity": plain_decimal(start + amount_of(earned[place])),
            "drawdown": plain_decimal(amount_of(earned[place] - highs[place])),
        }
        for place in _told(earned, step)
    ]


def _told(earned: Sequence[int], step: int) -> Iterable[int]:
    """The places that are told: all, or of each stretch its last, its highest and its lowest."""
    if step == 1:
        return range(len(earned))
    places: set[int] = set()
    for first in range(0, len(earned), step):
        stretch = range(first, min(first + step, len(earned)))
        places |= {
            stretch[-1],
            max(stretch, key=earned.__getitem__),
            min(stretch, key=earned.__getitem__),
        }
    return sorted(places)
