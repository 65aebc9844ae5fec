"""Use case: what mood, energy, focus, stress and sleep have to do with R."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Float, and_, cast, func, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.features.record.journal.check_ins import is_late
from backend.features.record.journal.models import MEASURES, CheckIn
from backend.features.record.journal.rules import level_of
from backend.features.record.journal.schemas import MoodLevel, OpenRange
from backend.features.record.performance.figures import excluded, shown
from backend.features.record.trades.models import Trade, TradeType
from backend.quant.aggregates import Moments
from backend.quant.metrics import difference_in_r, expectancy_of
from backend.quant.risk import RiskReason


class NotCounted(StrEnum):
    """Why a trade says nothing about mood; beside these the reasons of R are used."""

    NO_CHECK_IN = "no_check_in"
    LATE_CHECK_IN = "late_check_in"
    NOT_SAID = "not_said"


def mood(session: Session, user_id: UUID, days: OpenRange, *, now: datetime) -> dict[str, Any]:
    """The mean R of trades by how the trader was that day, said before the first of them."""
    counted, left_out = [], Counter[StrEnum]()
    for row in _rows(session, user_id, days):
        reason = _reason_to_leave_out(row)
        if reason is None:
            counted.append(row)
        else:
            left_out[reason] += 1
    return {
        "as_of": iso(now),
        "measures": [_measure(name, counted, now) for name in MEASURES],
        "left_out": excluded(tuple(sorted(left_out.items()))),
    }


def _rows(session: Session, user_id: UUID, days: OpenRange) -> Sequence[Any]:
    """Every real trade with its day's check-in, and when the first trade of that day was entered."""
    first_entry = func.min(Trade.entry_time).over(partition_by=Trade.entry_day).label("first_entry")
    statement = (
        select(
            Trade.entry_day.label("day"),
            cast(Trade.r_multiple, Float(53)).label("r"),
            Trade.r_reason,
            first_entry,
            CheckIn.id.label("check_in"),
            CheckIn.late,
            CheckIn.updated_at,
            *(getattr(CheckIn, name) for name in MEASURES),
        )
        .outerjoin(CheckIn, and_(CheckIn.user_id == Trade.user_id, CheckIn.day == Trade.entry_day))
        .where(Trade.user_id == user_id, Trade.trade_type == TradeType.REAL)
    )
    if days.from_day is not None:
        statement = statement.where(Trade.entry_day >= days.from_day)
    if days.to_day is not None:
        statement = statement.where(Trade.entry_day <= days.to_day)
    return session.execute(statement).all()


def _reason_to_leave_out(row: Any) -> StrEnum | None:
    if row.check_in is None:
        return NotCounted.NO_CHECK_IN
    if is_late(row, row.first_entry):
        return NotCounted.LATE_CHECK_IN
    if row.r is not None:
        return None
    return RiskReason(row.r_reason or RiskReason.STILL_OPEN)


def _measure(name: str, counted: Sequence[Any], now: datetime) -> dict[str, Any]:
    r: dict[MoodLevel, list[float]] = defaultdict(list)
    days: dict[MoodLevel, set[Any]] = defaultdict(set)
    for row in counted:
        value = getattr(row, name)
        if value is not None:
            level = level_of(name, value)
            r[level].append(row.r)
            days[level].add(row.day)
    results = {level: np.asarray(r[level], dtype=np.float64) for level in MoodLevel}
    high, low = Moments.of(results[MoodLevel.HIGH]), Moments.of(results[MoodLevel.LOW])
    not_said = sum(getattr(row, name) is None for row in counted)
    return {
        "measure": name,
        "groups": [
            {
                "level": level,
                "n": len(outcomes),
                "days": len(days[level]),
                "mean_r": shown(expectancy_of(outcomes), now),
            }
            for level, outcomes in results.items()
        ],
        "difference": shown(difference_in_r(high, low), now),
        "left_out": excluded(((NotCounted.NOT_SAID, not_said),)),
    }
