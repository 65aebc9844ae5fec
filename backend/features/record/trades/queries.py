"""Reads of trades; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.sql_json import rendered
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.models import Trade, TradeEvent, TradeType
from backend.features.record.trades.schemas import TradeFilter, TradeOut


def trades_of(user_id: UUID) -> Select[Trade]:
    """All trades that the user may see."""
    return select(Trade).where(Trade.user_id == user_id)


def trade(session: Session, user_id: UUID, trade_id: UUID, *, lock: bool = False) -> Trade:
    """One trade.

    Raises:
        TradeNotFound: not there, or not the user's.
    """
    chosen = trades_of(user_id).where(Trade.id == trade_id)
    return rows.owned(session, chosen, TradeNotFound, lock=lock)


def events(session: Session, user_id: UUID, trade_id: UUID) -> list[TradeEvent]:
    """The history of one trade, in the order in which it was recorded."""
    chosen = select(TradeEvent).where(
        TradeEvent.user_id == user_id, TradeEvent.trade_id == trade_id
    )
    return list(session.scalars(chosen.order_by(TradeEvent.seq)))


def page(
    session: Session, user_id: UUID, wanted: TradeFilter, instruments: Sequence[str]
) -> list[str]:
    """Trades by filter as JSON, latest entry first; one more than the limit tells that there is a next page."""
    chosen: Select[Any] = (
        select(literal_column("trades.*")).select_from(Trade).where(Trade.user_id == user_id)
    )
    for column, value in (
        (Trade.status, wanted.status),
        (Trade.trade_type, wanted.trade_type),
        (Trade.direction, wanted.direction),
        (Trade.setup, wanted.setup),
        (Trade.strategy_id, wanted.strategy_id),
        (Trade.account_id, wanted.account_id),
        (Trade.trade_plan_id, wanted.trade_plan_id),
        (Trade.plan_match, wanted.plan_match),
    ):
        if value is not None:
            chosen = chosen.where(column == value)
    if instruments:
        chosen = chosen.where(Trade.instrument.in_(instruments))
    if wanted.outcome is not None:
        outcomes = {"win": Trade.pnl > 0, "loss": Trade.pnl < 0, "break_even": Trade.pnl == 0}
        chosen = chosen.where(outcomes[wanted.outcome])
    if wanted.tag is not None:
        chosen = chosen.where(Trade.pattern_tags.contains([wanted.tag]))
    if wanted.entered_from is not None:
        chosen = chosen.where(Trade.entry_time >= wanted.entered_from)
    if wanted.entered_before is not None:
        chosen = chosen.where(Trade.entry_time < wanted.entered_before)
    chosen = rows.keyset(chosen, wanted, Trade.entry_time, Trade.id)
    return list(
        session.scalars(rendered(TradeOut, chosen, order="chosen.entry_time desc, chosen.id desc"))
    )


def shown(session: Session, user_id: UUID, trade_id: UUID) -> str:
    """One trade as JSON, as it is now."""
    chosen: Select[Any] = select(literal_column("trades.*")).select_from(Trade)
    chosen = chosen.where(Trade.user_id == user_id, Trade.id == trade_id)
    return session.scalars(rendered(TradeOut, chosen, order="chosen.id")).one()


def first_entry_of_day(session: Session, user_id: UUID, day: date) -> datetime | None:
    """When the first real trade of a session day was entered; null while there is none."""
    chosen = select(func.min(Trade.entry_time)).where(
        Trade.user_id == user_id, Trade.trade_type == TradeType.REAL, Trade.entry_day == day
    )
    return session.scalar(chosen)


def owned(session: Session, user_id: UUID, trade_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these trades are the user's."""
    return set(
        session.scalars(select(Trade.id).where(Trade.user_id == user_id, Trade.id.in_(trade_ids)))
    )
