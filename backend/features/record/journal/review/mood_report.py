"""Use case: what mood, energy, focus, stress and sleep have to do with R."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

import numpy as np
from sqlalchemy import Float, and_, cast, func, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.features.record.journal.check_ins import is_late
from backend.features.record.journal.models import MEASURES, CheckIn
from backend.features.record.journal.rules import level_of
from backend.features.record.journal.schemas import MoodLevel, OpenRange
from backend.features.record.performance.figures import (
    ExcludedDocument,
    MetricDocument,
    excluded,
    shown,
)
from backend.features.record.trades.models import Trade, TradeType
from backend.quant.aggregates import Moments
from backend.quant.metric import FloatArray
from backend.quant.metrics import difference_in_r, expectancy_of
from backend.quant.risk import RiskReason


class MoodNotCounted(StrEnum):
    """Why a trade says nothing about mood; beside these the reasons of R are used."""

    NO_CHECK_IN = "no_check_in"
    LATE_CHECK_IN = "late_check_in"
    NOT_SAID = "not_said"


class MoodGroupDocument(TypedDict):
    """What `MoodGroup` says."""

    level: MoodLevel
    n: int
    days: int
    mean_r: MetricDocument


class MoodMeasureDocument(TypedDict):
    """What `MoodMeasure` says."""

    measure: str
    groups: list[MoodGroupDocument]
    difference: MetricDocument
    left_out: list[ExcludedDocument]


class MoodDocument(TypedDict):
    """What `MoodReport` says."""

    as_of: str
    measures: list[MoodMeasureDocument]
    left_out: list[ExcludedDocument]


@dataclass(frozen=True, slots=True)
class _Trade:
    """A real trade beside its day's check-in, whose measures are by name.

    Attributes:
        r_reason: why there is no R.
        first_entry: when the first trade of that day was entered.
        check_in: its id; null where there was none.
    """

    day: date
    r: float | None
    r_reason: str | None
    first_entry: datetime
    check_in: UUID | None
    late: bool
    updated_at: datetime
    measures: dict[str, int | Decimal | None]


def mood(
    session: Session,
    user_id: UUID,
    days: OpenRange,
    *,
    now: datetime,
) -> MoodDocument:
    """The mean R of trades by how the trader was that day, said before the first of them."""
    counted = []
    left_out = Counter[StrEnum]()
    for trade in _trades(session, user_id, days):
        reason = _reason_to_leave_out(trade)
        if reason is None:
            counted.append(trade)
        else:
            left_out[reason] += 1
    return {
        "as_of": iso(now),
        "measures": [_measure(name, counted, now) for name in MEASURES],
        "left_out": excluded(tuple(sorted(left_out.items()))),
    }


def _trades(session: Session, user_id: UUID, days: OpenRange) -> Iterator[_Trade]:
    first_entry = func.min(Trade.entry_time).over(partition_by=Trade.entry_day)
    of_the_day = and_(
        CheckIn.user_id == Trade.user_id,
        CheckIn.day == Trade.entry_day,
    )
    statement = (
        select(
            Trade.entry_day,
            cast(Trade.r_multiple, Float(53)),
            Trade.r_reason,
            first_entry,
            CheckIn.id,
            CheckIn.late,
            CheckIn.updated_at,
            *(getattr(CheckIn, name) for name in MEASURES),
        )
        .outerjoin(CheckIn, of_the_day)
        .where(Trade.user_id == user_id, Trade.trade_type == TradeType.REAL)
    )
    if days.day_from is not None:
        statement = statement.where(Trade.entry_day >= days.day_from)
    if days.day_to is not None:
        statement = statement.where(Trade.entry_day <= days.day_to)
    for day, r, r_reason, entered, check_in, late, updated_at, *values in session.execute(
        statement
    ):
        measures = dict(zip(MEASURES, values, strict=True))
        yield _Trade(day, r, r_reason, entered, check_in, late, updated_at, measures)


def _reason_to_leave_out(trade: _Trade) -> StrEnum | None:
    if trade.check_in is None:
        return MoodNotCounted.NO_CHECK_IN
    if is_late(trade, trade.first_entry):
        return MoodNotCounted.LATE_CHECK_IN
    if trade.r is not None:
        return None
    return RiskReason(trade.r_reason or RiskReason.STILL_OPEN)


def _measure(name: str, counted: Sequence[_Trade], now: datetime) -> MoodMeasureDocument:
    r: dict[MoodLevel, list[float]] = {level: [] for level in MoodLevel}
    days: dict[MoodLevel, set[date]] = {level: set() for level in MoodLevel}
    not_said = 0
    for trade in counted:
        value = trade.measures[name]
        if value is None or trade.r is None:
            not_said += 1
            continue
        level = level_of(name, value)
        r[level].append(trade.r)
        days[level].add(trade.day)
    results = {level: np.asarray(r[level], dtype=np.float64) for level in MoodLevel}
    high = Moments.of(results[MoodLevel.HIGH])
    low = Moments.of(results[MoodLevel.LOW])
    return {
        "measure": name,
        "groups": [_group(level, results[level], len(days[level]), now) for level in MoodLevel],
        "difference": shown(difference_in_r(high, low), now),
        "left_out": excluded(((MoodNotCounted.NOT_SAID, not_said),)),
    }


def _group(
    level: MoodLevel,
    r: FloatArray,
    days: int,
    now: datetime,
) -> MoodGroupDocument:
    return {
        "level": level,
        "n": len(r),
        "days": days,
        "mean_r": shown(expectancy_of(r), now),
    }
