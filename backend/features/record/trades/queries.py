"""Reads of trades; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.sql_json import rendered
from backend.core.word_match import is_word
from backend.features.record.trades.errors import StrategyNotFound, TradeNotFound
from backend.features.record.trades.models import (
    RealisedResult,
    Strategy,
    Trade,
    TradeEvent,
    TradeType,
)
from backend.features.record.trades.schemas import TradeOut


def trades_of(user_id: UUID) -> Select[Trade]:
    """All trades that the user may see."""
    return select(Trade).where(Trade.user_id == user_id)


def trade(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    *,
    lock: bool = False,
) -> Trade:
    """One trade.

    Raises:
        TradeNotFound: not there, or not the user's.
    """
    statement = trades_of(user_id).where(Trade.id == trade_id)
    return rows.owned(session, statement, TradeNotFound, lock=lock)


def keep_from_deletion(session: Session, user_id: UUID, trade_id: UUID) -> None:
    """Until the transaction ends the trade can be changed and referred to, and not deleted.

    Raises:
        TradeNotFound: not there (any more), or not the user's.
    """
    statement = select(Trade.id).where(Trade.user_id == user_id, Trade.id == trade_id)
    held = session.scalar(statement.with_for_update(read=True, key_share=True))
    if held is None:
        raise TradeNotFound


def events(session: Session, user_id: UUID, trade_id: UUID) -> list[TradeEvent]:
    """The history of one trade, in the order in which it was recorded."""
    statement = select(TradeEvent).where(
        TradeEvent.user_id == user_id,
        TradeEvent.trade_id == trade_id,
    )
    return list(session.scalars(statement.order_by(TradeEvent.seq)))


def _rows_of(user_id: UUID) -> Select[object]:
    """The user's rows with all of their columns, for PostgreSQL to write as JSON."""
    all_columns: ColumnElement[object] = literal_column("trades.*")
    return select(all_columns).select_from(Trade).where(Trade.user_id == user_id)


def is_of_strategy(user_id: UUID, name: str) -> ColumnElement[bool]:
    """Whether a trade is of the user's strategy of this name."""
    named = select(Strategy.id).where(Strategy.user_id == user_id, is_word(Strategy.name, name))
    return Trade.strategy_id.in_(named)


def results(session: Session, user_id: UUID, trade_id: UUID) -> list[RealisedResult]:
    """What one trade brought and cost, in time."""
    statement = select(RealisedResult).where(
        RealisedResult.user_id == user_id,
        RealisedResult.trade_id == trade_id,
    )
    ordered = statement.order_by(RealisedResult.event_time, RealisedResult.event_id)
    return list(session.scalars(ordered))


def shown(session: Session, user_id: UUID, trade_id: UUID) -> str:
    """One trade as JSON, as it is now."""
    statement = _rows_of(user_id).where(Trade.id == trade_id)
    return session.scalars(rendered(TradeOut, statement, order="chosen.id")).one()


def first_entry_of_day(session: Session, user_id: UUID, day: date) -> datetime | None:
    """When the first real trade of a session day was entered; null while there is none."""
    statement = select(func.min(Trade.entry_time)).where(
        Trade.user_id == user_id,
        Trade.trade_type == TradeType.REAL,
        Trade.entry_day == day,
    )
    return session.scalar(statement)


def owned(session: Session, user_id: UUID, trade_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these trades are the user's."""
    statement = select(Trade.id).where(
        Trade.user_id == user_id,
        Trade.id.in_(trade_ids),
    )
    return set(session.scalars(statement))


def known_strategy(session: Session, user_id: UUID, strategy_id: UUID | None) -> UUID | None:
    """A strategy of the user, or none.

    Raises:
        StrategyNotFound
    """
    if strategy_id is None:
        return None
    statement = select(Strategy.id).where(
        Strategy.user_id == user_id,
        Strategy.id == strategy_id,
    )
    if session.scalar(statement) is None:
        raise StrategyNotFound
    return strategy_id
