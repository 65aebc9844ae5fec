"""Use case: wins and losses in a row, each with its trades."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.report import currency_of, in_currency
from backend.features.record.performance.sequence.documents import RunDocument, RunsDocument
from backend.features.record.performance.sequence.schemas import RunKind, RunSelection
from backend.features.record.performance.sequence.trade_rows import (
    TradeRows,
    amount_of,
    read_trades,
)
from backend.quant.metric import IntArray


def runs(
    session: Session,
    user_id: UUID,
    selection: RunSelection,
    *,
    now: datetime,
) -> RunsDocument:
    """Runs of closed trades in the order of their exits, the longest first."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> RunsDocument:
        trades = read_trades(session, user_id, selection, currency_of(selection))
        listed = [
            run
            for run in _runs_of(trades.outcomes)
            if run.length >= selection.at_least and selection.kind in (None, run.kind)
        ]
        listed.sort(key=lambda run: (-run.length, -int(run.places[-1])))
        return {
            "currency": currency_of(selection),
            "as_of": iso(now),
            "version": version,
            "items": [_shown(trades, run) for run in listed[: selection.limit]],
            "more": max(len(listed) - selection.limit, 0),
        }

    return cached_report(session, user_id, "runs", selection, now=now, compute=compute)


@dataclass(frozen=True, slots=True)
class _Run:
    """Decided trades in a row, by their places among all trades."""

    kind: RunKind
    places: IntArray
    is_current: bool

    @property
    def length(self) -> int:
        return len(self.places)


def _runs_of(outcomes: IntArray) -> list[_Run]:
    """All runs in their order; break-even trades neither end a run nor lengthen it."""
    decided = np.flatnonzero(outcomes)
    if len(decided) == 0:
        return []
    signs = outcomes[decided]
    turns = np.flatnonzero(signs[1:] != signs[:-1]) + 1
    pieces = np.split(decided, turns)
    return [
        _Run(
            kind=RunKind.WINS if outcomes[places[0]] > 0 else RunKind.LOSSES,
            places=places,
            is_current=number == len(pieces),
        )
        for number, places in enumerate(pieces, start=1)
    ]


def _shown(trades: TradeRows, run: _Run) -> RunDocument:
    first, last = int(run.places[0]), int(run.places[-1])
    r = trades.r[run.places]
    known = r[~np.isnan(r)]
    net = sum(trades.net[place] for place in run.places.tolist())
    return {
        "kind": run.kind.value,
        "trades": run.length,
        "is_current": run.is_current,
        "first_trade_id": str(trades.id(first)),
        "last_trade_id": str(trades.id(last)),
        "first_exit": iso(trades.exit_time(first)),
        "last_exit": iso(trades.exit_time(last)),
        "first_day": trades.exit_day(first).isoformat(),
        "last_day": trades.exit_day(last).isoformat(),
        "net_pnl": plain_decimal(amount_of(net)),
        "r": float(known.sum()) if len(known) else None,
    }
