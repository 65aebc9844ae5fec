"""Reads of trades; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select
from sqlalchemy.orm import QueryableAttribute, Session

from backend.core import rows
from backend.core.db import HotStatement, at_once
from backend.core.paging import Page
from backend.core.sorting import Order, SortedList, SortPlace, page_after
from backend.core.sql_json import rendered, written
from backend.core.word_match import has_word, is_word
from backend.features.record.trades.errors import StrategyNotFound, TradeNotFound
from backend.features.record.trades.models import (
    RealisedResult,
    Strategy,
    Trade,
    TradeEvent,
    TradeType,
)
from backend.features.record.trades.schemas import TradeFilter, TradeOut, TradeSort


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
) -> Page[str]:
    """Trades by filter as JSON, in the order that is asked for.

    Raises:
        BadCursor
    """
    order = _order(query.sort)

    def fetch(statement: Select[object]) -> Sequence[str]:
        return session.scalars(rendered(TradeOut, statement, order=_ORDERS[query.sort])).all()

    def place_of(row: str) -> SortPlace:
        columns = orjson.loads(row)
        return order.place_of(columns[order.column.key], columns["id"])

    if query.model_fields_set <= PAGING:
        latest = partial(_latest, session, user_id)
        return page_after(order, latest, place_of, query.cursor, query.limit)
    trades = SortedList(order, fetch, place_of)
    return trades.page(_filtered(user_id, query, instruments), query.cursor, query.limit)


PAGING = {"limit", "cursor"}


def _latest_after(condition: str) -> str:
    return f"""
    select {written(TradeOut)} from (
        select * from trades where user_id = $1 {condition} order by entry_time desc, id desc limit $2
    ) as chosen order by chosen.entry_time desc, chosen.id desc
    """  # noqa: S608  # names of columns


# What a window asks for when it opens; made anew it would cost the process more than everything else of the request.
_FIRST_PAGE = HotStatement("first_trades", _latest_after(""))
_NEXT_PAGE = HotStatement("next_trades", _latest_after("and (entry_time, id) < ($3, $4)"))


def _latest(
    session: Session,
    user_id: UUID,
    after: SortPlace | None,
    limit: int,
) -> Sequence[str]:
    """The JSON of so many trades after a place, latest entry first."""
    if after is None:
        rows = at_once(session, _FIRST_PAGE, (str(user_id), limit))
    else:
        place = (str(after.value), str(after.id))
        rows = at_once(session, _NEXT_PAGE, (str(user_id), limit, *place))
    return [json_text for (json_text,) in rows]


_KINDS: dict[str, type[datetime] | type[Decimal]] = {
    "entry_time": datetime,
    "exit_time": datetime,
    "pnl": Decimal,
    "r_multiple": Decimal,
}


def _order(sort: TradeSort) -> Order:
    name = sort.value.removeprefix("-")
    return Order(sort, getattr(Trade, name), Trade.id, _KINDS[name])


def _order_text(sort: TradeSort) -> str:
    """The same order of the rows that were chosen."""
    name = sort.value.removeprefix("-")
    if sort.value.startswith("-"):
        return f"chosen.{name} desc, chosen.id desc"
    return f"chosen.{name}, chosen.id"


_ORDERS = {sort: _order_text(sort) for sort in TradeSort}


def _filtered(user_id: UUID, query: TradeFilter, instruments: Sequence[str]) -> Select[object]:
    statement = _rows_of(user_id)
    for column, value in _equalities(query):
        if value is not None:
            statement = statement.where(column == value)
    if instruments:
        statement = statement.where(Trade.instrument.in_(instruments))
    if query.setup is not None:
        statement = statement.where(is_word(Trade.setup, query.setup))
    if query.tag is not None:
        statement = statement.where(has_word(Trade.pattern_tags, query.tag))
    if query.emotion is not None:
        statement = statement.where(is_word(Trade.emotional_state, query.emotion))
    if query.strategy is not None:
        statement = statement.where(is_of_strategy(user_id, query.strategy))
    if query.day_from is not None:
        statement = statement.where(Trade.entry_day >= query.day_from)
    if query.day_to is not None:
        statement = statement.where(Trade.entry_day <= query.day_to)
    if query.entered_from is not None:
        statement = statement.where(Trade.entry_time >= query.entered_from)
    if query.entered_before is not None:
        statement = statement.where(Trade.entry_time < query.entered_before)
    if query.idea_id is not None:
        statement = statement.where(or_(Trade.idea_id == query.idea_id, Trade.id == query.idea_id))
    return statement


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
        (Trade.strategy_id, query.strategy_id),
        (Trade.account_id, query.account_id),
        (Trade.trade_plan_id, query.trade_plan_id),
        (Trade.plan_match, query.plan_match),
        (Trade.outcome, query.outcome),
    ]


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
