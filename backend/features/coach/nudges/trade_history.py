"""Real trades as nudges look back at them, and what can be said of a stretch of them. Pure, but for the reading."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.models import BehaviourEvent
from backend.features.coach.nudges.trading_days import Habit
from backend.features.market.calendars.trading_day import TradingSpan
from backend.features.record.rulebook.models import TradeRules
from backend.features.record.trades.models import Trade, TradeStatus, TradeType
from backend.quant.behaviour.events import Severity
from backend.quant.metric import FloatArray

MOST_TRADES = 5_000  # what a look back rests on, the latest ones
HABIT_SESSIONS = 20
GRAVE = (Severity.MARKED.value, Severity.SEVERE.value)


@dataclass(frozen=True, slots=True)
class PastTrade:
    """One real trade.

    Attributes:
        kept: every limit at its entry; null where nothing was limited or could be checked.
    """

    id: UUID
    instrument: str
    currency: str
    entered: datetime
    exited: datetime | None
    day: date
    net: float | None
    r: float | None
    kept: bool | None
    broken: tuple[str, ...]

    @property
    def is_loss(self) -> bool:
        """Closed below zero, after costs."""
        return self.net is not None and self.net < 0


def trades(session: Session, user_id: UUID, since: datetime, until: datetime) -> list[PastTrade]:
    """Real trades that were entered from a moment on and before another, by entry."""
    statement = (
        select(
            Trade.id,
            Trade.instrument,
            Trade.currency,
            Trade.entry_time,
            Trade.exit_time,
            Trade.entry_day,
            Trade.pnl,
            Trade.r_multiple,
            TradeRules.kept,
            TradeRules.broken,
        )
        .outerjoin(
            TradeRules,
            (TradeRules.trade_id == Trade.id) & (TradeRules.user_id == Trade.user_id),
        )
        .where(Trade.user_id == user_id, Trade.trade_type == TradeType.REAL)
        .where(Trade.entry_time >= since, Trade.entry_time < until)
        .order_by(Trade.entry_time.desc(), Trade.id.desc())
        .limit(MOST_TRADES)
    )
    return [_past(row) for row in reversed(session.execute(statement).all())]


def _past(row: Row[*tuple[Any, ...]]) -> PastTrade:
    return PastTrade(
        id=row.id,
        instrument=row.instrument,
        currency=row.currency,
        entered=row.entry_time,
        exited=row.exit_time,
        day=row.entry_day,
        net=_float(row.pnl),
        r=_float(row.r_multiple),
        kept=row.kept,
        broken=tuple(row.broken or ()),
    )


def _float(value: Decimal | None) -> float | None:
    if value is None:
        return None
    return float(value)


def closed_since(
    session: Session,
    user_id: UUID,
    trade_ids: Sequence[UUID],
    moment: datetime,
) -> bool:
    """Whether one of these trades is real and was closed since a moment."""
    statement = select(Trade.id).where(
        Trade.user_id == user_id,
        Trade.id.in_(trade_ids),
        Trade.trade_type == TradeType.REAL,
        Trade.exit_time >= moment,
    )
    return session.scalars(statement.limit(1)).one_or_none() is not None


def is_holding(session: Session, user_id: UUID, moment: datetime) -> bool:
    """Whether a real position is held that was entered since a moment."""
    statement = select(Trade.id).where(
        Trade.user_id == user_id,
        Trade.trade_type == TradeType.REAL,
        Trade.status == TradeStatus.OPEN,
        Trade.entry_time >= moment,
    )
    return session.scalars(statement.limit(1)).one_or_none() is not None


def marked(
    session: Session,
    user_id: UUID,
    since: datetime,
    until: datetime,
) -> dict[UUID, list[BehaviourEvent]]:
    """Counted behaviour, marked or severe, by the trade that it is about."""
    statement = behaviour.events_of(user_id).where(
        behaviour.is_counted(),
        BehaviourEvent.severity.in_(GRAVE),
        BehaviourEvent.trade_type == TradeType.REAL,
        BehaviourEvent.occurred_at >= since,
        BehaviourEvent.occurred_at < until,
    )
    events_by_trade: dict[UUID, list[BehaviourEvent]] = {}
    latest_first = statement.order_by(BehaviourEvent.occurred_at.desc())
    for event in session.scalars(latest_first.limit(MOST_TRADES)):
        if event.trade_ids:
            events_by_trade.setdefault(event.trade_ids[0], []).append(event)
    return events_by_trade


def habits(session: Session, user_id: UUID, instrument: str, since: datetime) -> list[Habit]:
    """When the last sessions in an instrument began and ended."""
    statement = (
        select(Trade.entry_day, func.min(Trade.entry_time), func.max(Trade.exit_time))
        .where(
            Trade.user_id == user_id,
            Trade.trade_type == TradeType.REAL,
            Trade.instrument == instrument,
        )
        .where(Trade.entry_time >= since)
        .group_by(Trade.entry_day)
        .order_by(Trade.entry_day.desc())
        .limit(HABIT_SESSIONS)
    )
    return [Habit(*row) for row in session.execute(statement)]


def r_of(trades: Iterable[PastTrade]) -> FloatArray:
    """The R of trades that have one."""
    return np.array([trade.r for trade in trades if trade.r is not None], dtype=np.float64)


def by_day(trades: Iterable[PastTrade]) -> dict[date, list[PastTrade]]:
    """Trades by their session day."""
    days: dict[date, list[PastTrade]] = {}
    for trade in trades:
        days.setdefault(trade.day, []).append(trade)
    return days


def runs(
    trades: Sequence[PastTrade],
    length: int,
    day_of: Callable[[datetime], TradingSpan],
) -> list[tuple[datetime, datetime]]:
    """When a run of losses reached a length within a session, and when that session ended; once a run."""
    begun: list[tuple[datetime, datetime]] = []
    run, day = 0, None
    ended = [(trade.exited, trade.id, trade.is_loss) for trade in trades if trade.exited]
    for exited, _, is_loss in sorted(ended):
        today = day_of(exited)
        if not is_loss or today.day != day:
            run = 0
        run += is_loss
        day = today.day
        if run == length:
            begun.append((exited, today.ends))
    return begun
