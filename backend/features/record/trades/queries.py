"""Reads of trades; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select
from sqlalchemy.orm import QueryableAttribute, Session

from backend.core import rows
from backend.core.sql_json import rendered
from backend.features.record.trades.errors import StrategyNotFound, TradeNotFound
from backend.features.record.trades.models import (
    RealisedResult,
    Strategy,
    Trade,
    TradeEvent,
    TradeType,
)
from backend.features.record.trades.schemas import TradeFilter, TradeOut


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


def events(session: Session, user_id: UUID, trade_id: UUID) -> list[TradeEvent]:
    """The history of one trade, in the order in which it was recorded."""
    statement = select(TradeEvent).where(
        TradeEvent.user_id == user_id,
        TradeEvent.trade_id == trade_id,
    )
    return list(session.scalars(statement.order_by(TradeEvent.seq)))


def page(
    session: Session,
    user_id: UUID,
    query: TradeFilter,
    instruments: Sequence[str],
) -> list[str]:
    """Trades by filter as JSON, latest entry first; one more than the limit tells that there is a next page."""
    statement = _rows_of(user_id)
    for column, value in _equalities(query):
        if value is not None:
            statement = statement.where(column == value)
    if instruments:
        statement = statement.where(Trade.instrument.in_(instruments))
    if query.tag is not None:
        statement = statement.where(Trade.pattern_tags.contains([query.tag]))
    if query.entered_from is not None:
        statement = statement.where(Trade.entry_time >= query.entered_from)
    if query.entered_before is not None:
        statement = statement.where(Trade.entry_time < query.entered_before)
    if query.idea_id is not None:
        statement = statement.where(or_(Trade.idea_id == query.idea_id, Trade.id == query.idea_id))
    statement = rows.keyset(statement, query, Trade.entry_time, Trade.id)
    order = "chosen.entry_time desc, chosen.id desc"
    return list(session.scalars(rendered(TradeOut, statement, order=order)))


def _rows_of(user_id: UUID) -> Select[object]:
    """The user's rows with all of their columns, for PostgreSQL to write as JSON."""
    all_columns: ColumnElement[object] = literal_column("trades.*")
    return select(all_columns).select_from(Trade).where(Trade.user_id == user_id)


def _equalities(query: TradeFilter) -> list[tuple[QueryableAttribute[object], object]]:
    """Columns that must be as the filter says, where it says anything of them."""
    return [
        (Trade.status, query.status),
        (Trade.trade_type, query.trade_type),
        (Trade.direction, query.direction),
        (Trade.setup, query.setup),
        (Trade.strategy_id, query.strategy_id),
        (Trade.account_id, query.account_id),
        (Trade.trade_plan_id, query.trade_plan_id),
        (Trade.plan_match, query.plan_match),
        (Trade.outcome, query.outcome),
    ]


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
