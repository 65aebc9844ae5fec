"""Use case: drawdown periods, from each high to the result that made it good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.report import currency_of, in_currency
from backend.features.record.performance.schemas import Basis, Selection
from backend.features.record.performance.sequence.documents import FallDocument, FallsDocument
from backend.features.record.performance.sequence.schemas import MOST_FALLS
from backend.features.record.performance.sequence.trade_rows import (
    ResultRows,
    amount_of,
    day_of,
    moment_of,
    read_results,
)


def falls(
    session: Session,
    user_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> FallsDocument:
    """Where what was realised fell below its high, and when that was made good; the start is a high, too."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> FallsDocument:
        currency = currency_of(selection)
        results = read_results(session, user_id, selection, currency)
        deepest = sorted(_falls_of(results.net), key=lambda fall: (fall.depth, fall.first))
        return {
            "currency": currency,
            "basis": Basis.FILLS,
            "as_of": iso(now),
            "version": version,
            "items": [_shown(results, fall) for fall in deepest[:MOST_FALLS]],
            "more": max(len(deepest) - MOST_FALLS, 0),
        }

    return cached_report(session, user_id, "falls", selection, now=now, compute=compute)


@dataclass(slots=True)
class _Fall:
    """Places of results: the high before it (-1 is the start), the lowest, and the one that made it good.

    `depth` and `now` are below the high, in exact parts of money.
    """

    high: int
    first: int
    low: int
    depth: int
    now: int
    end: int | None = None


def _falls_of(net: list[int]) -> Iterator[_Fall]:
    """Every stretch below the high before it, in order; the last may not be over."""
    earned = peak = 0
    high = -1
    fall: _Fall | None = None
    for place, result in enumerate(net):
        earned += result
        if earned >= peak:
            if fall is not None:
                fall.end, fall.now = place, 0
                yield fall
            fall, peak, high = None, earned, place
            continue
        below = earned - peak
        if fall is None:
            fall = _Fall(high, first=place, low=place, depth=below, now=below)
        fall.now = below
        if below < fall.depth:
            fall.low, fall.depth = place, below
    if fall is not None:
        yield fall


def _shown(results: ResultRows, fall: _Fall) -> FallDocument:
    last = len(results) - 1 if fall.end is None else fall.end
    is_from_start = fall.high < 0
    began = fall.first if is_from_start else fall.high
    return {
        "from_time": None if is_from_start else _time(results, fall.high),
        "from_day": None if is_from_start else _day(results, fall.high),
        "low_time": _time(results, fall.low),
        "low_day": _day(results, fall.low),
        "to_time": None if fall.end is None else _time(results, fall.end),
        "to_day": None if fall.end is None else _day(results, fall.end),
        "is_open": fall.end is None,
        "depth": plain_decimal(amount_of(fall.depth)),
        "recovered": plain_decimal(amount_of(fall.now - fall.depth)),
        "results": last - fall.first + 1,
        "first_time": _time(results, fall.first),
        "last_time": _time(results, last),
        "trades": _trades(results, fall.first, last),
        "days": int(results.day[last] - results.day[began]),
    }


def _trades(results: ResultRows, first: int, last: int) -> int:
    """How many trades had a result from one moment to another, both with all that happened in them."""
    begins = np.searchsorted(results.time, results.time[first], side="left")
    ends = np.searchsorted(results.time, results.time[last], side="right")
    return len(np.unique(results.trades[begins:ends]))


def _time(results: ResultRows, place: int) -> str:
    return iso(moment_of(int(results.time[place])))


def _day(results: ResultRows, place: int) -> str:
    return day_of(int(results.day[place])).isoformat()
