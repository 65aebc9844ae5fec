"""Reads of the list of trades; every one starts from what the user may see."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.core.db import HotStatement, at_once
from backend.core.driver_statements import Rows
from backend.core.kept_rows import ROW_KEY, KeptRows
from backend.core.paging import Page
from backend.core.sort_keys import RowPlace, SortKey, SortKeys, SortKind
from backend.core.sorting import Order, SortedList, SortPlace, page_after
from backend.core.sql_json import rendered, written
from backend.features.record.trades.models import Trade
from backend.features.record.trades.schemas import TradeOut
from backend.features.record.trades.trade_list.conditions import conditions_of
from backend.features.record.trades.trade_list.schemas import (
    NeighboursOut,
    OrderedSelection,
    TradeFilter,
    TradeSelection,
    TradeSort,
    TradeWords,
    WordCount,
)

PAGING = {"limit", "cursor"}
MOST_WORDS = 500
_KINDS: dict[str, SortKind] = {
    "entry_time": datetime,
    "exit_time": datetime,
    "pnl": Decimal,
    "r_multiple": Decimal,
    "risk_amount": Decimal,
    "position_size": Decimal,
    "hold_seconds": int,
    "plan_adherence_score": int,
    "instrument": str,
    "direction": str,
    "setup": str,
    "emotional_state": str,
    "status": str,
}
_INDEXED = {"entry_time": datetime, "exit_time": datetime, "pnl": Decimal, "r_multiple": Decimal}


def page(session: Session, user_id: UUID, query: TradeFilter) -> Page[str]:
    """Trades by filter as JSON, in the order that is asked for.

    Raises:
        BadCursor
    """
    (first, *others) = query.sort
    if others or first.field not in _INDEXED:
        return _page_in_orders(session, user_id, query)
    order = Order(first, getattr(Trade, first.field), Trade.id, _INDEXED[first.field])
    text = _order_text(first)

    def fetch(statement: Select[object]) -> Sequence[str]:
        return session.scalars(rendered(TradeOut, statement, order=text)).all()

    def place_of(row: str) -> SortPlace:
        columns = orjson.loads(row)
        return order.place_of(columns[order.column.key], columns["id"])

    if query.model_fields_set <= PAGING:
        latest = partial(_latest, session, user_id)
        return page_after(order, latest, place_of, query.cursor, query.limit)
    trades = SortedList(order, fetch, place_of)
    return trades.page(_selected(user_id, query), query.cursor, query.limit)


def _page_in_orders(session: Session, user_id: UUID, query: TradeFilter) -> Page[str]:
    """A page in several orders, or in one that no index has."""
    keys = sort_keys(query.sort)
    statement = _selected(user_id, query)
    if query.cursor is not None:
        statement = statement.where(keys.is_after(keys.decode(query.cursor)))
    statement = statement.order_by(*keys.ordered()).limit(query.limit + 1)
    order = keys.ordered_text("chosen")
    rows = session.scalars(rendered(TradeOut, statement, order=order)).all()
    shown = rows[: query.limit]
    is_last = len(rows) <= query.limit
    return Page(shown, None if is_last else keys.encode(orjson.loads(shown[-1])))


# What a window asks for when it opens, and after every change; made anew it would cost the process more than everything
# else of the request. Rows whose keys are in `$3` are at hand here.
_FIRST_PAGE = HotStatement(
    "first_trades",
    f"""
    select key, case when cast($3 as jsonb) ? key then null else {written(TradeOut)} end from (
        select *, {ROW_KEY} as key from trades where user_id = $1 order by entry_time desc, id desc limit $2
    ) as chosen order by chosen.entry_time desc, chosen.id desc
    """,  # noqa: S608  # names of columns
)
_NEXT_PAGE = HotStatement(
    "next_trades",
    f"""
    select {written(TradeOut)} from (
        select * from trades where user_id = $1 and (entry_time, id) < ($3, $4)
        order by entry_time desc, id desc limit $2
    ) as chosen order by chosen.entry_time desc, chosen.id desc
    """,  # noqa: S608  # names of columns
)
_FIRST_ROWS = KeptRows()


def _latest(
    session: Session,
    user_id: UUID,
    after: SortPlace | None,
    limit: int,
) -> Sequence[str]:
    """The JSON of so many trades after a place, latest entry first."""
    if after is None:
        read = partial(_first_rows, session, user_id, limit)
        return _FIRST_ROWS.texts(session, user_id, read)
    place = (str(after.value), str(after.id))
    rows = at_once(session, _NEXT_PAGE, (str(user_id), limit, *place))
    return [json_text for (json_text,) in rows]


def _first_rows(session: Session, user_id: UUID, limit: int, at_hand: str) -> Rows:
    """The latest trades, each with its key and, where it is not at hand, its JSON."""
    return at_once(session, _FIRST_PAGE, (str(user_id), limit, at_hand))


def sort_keys(sort: Sequence[TradeSort]) -> SortKeys:
    """The orders as they are compared; an order that is named again adds nothing."""
    by_field = {order.field: order for order in reversed(sort)}
    keys = [
        SortKey(getattr(Trade, order.field), order.is_descending, _KINDS[order.field])
        for order in sort
        if by_field[order.field] is order
    ]
    return SortKeys(keys, Trade.id)


def _order_text(sort: TradeSort) -> str:
    """The same order of the rows that were chosen."""
    if sort.is_descending:
        return f"chosen.{sort.field} desc, chosen.id desc"
    return f"chosen.{sort.field}, chosen.id"


def _selected(user_id: UUID, selection: TradeSelection) -> Select[object]:
    """The rows with all of their columns, for PostgreSQL to write as JSON."""
    all_columns: ColumnElement[object] = literal_column("trades.*")
    return select(all_columns).select_from(Trade).where(*conditions_of(user_id, selection))


def neighbours(
    session: Session,
    user_id: UUID,
    trade: Trade,
    selection: OrderedSelection,
) -> NeighboursOut:
    """Where a trade stands in a list, and the trades on both sides of it."""
    keys = sort_keys(selection.sort)
    conditions = conditions_of(user_id, selection)
    values = tuple(getattr(trade, key.column.key) for key in keys.keys)
    is_behind = keys.is_after(RowPlace(values, trade.id))
    is_it = Trade.id == trade.id
    counts = session.execute(
        select(
            func.count().label("trades"),
            func.count().filter(is_behind).label("behind"),
            func.count().filter(is_it).label("it"),
        ).where(*conditions)
    ).one()
    if not counts.it:
        return NeighboursOut(place=None, trades=counts.trades, previous_id=None, next_id=None)
    ordered = select(Trade.id).where(*conditions)
    following = ordered.where(is_behind).order_by(*keys.ordered()).limit(1)
    place = counts.trades - counts.behind
    previous = ordered.order_by(*keys.ordered()).offset(max(place - 2, 0)).limit(1)
    return NeighboursOut(
        place=place,
        trades=counts.trades,
        previous_id=session.scalar(previous) if place > 1 else None,
        next_id=session.scalar(following),
    )


def words(session: Session, user_id: UUID) -> TradeWords:
    """The words that the user's trades have, the most used first."""
    tag = func.unnest(Trade.pattern_tags).label("tag")
    tags = select(tag).where(Trade.user_id == user_id).subquery().c.tag
    return TradeWords(
        tags=_counted(session, select(tags, func.count()).group_by(tags)),
        setups=_counted(session, _by(user_id, Trade.setup)),
        emotions=_counted(session, _by(user_id, Trade.emotional_state)),
        instruments=_counted(session, _by(user_id, Trade.instrument)),
    )


def _by(
    user_id: UUID,
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
) -> Select[str | None, int]:
    statement = select(column, func.count()).where(Trade.user_id == user_id, column.is_not(None))
    return statement.group_by(column)


def _counted(session: Session, statement: Select[str | None, int]) -> list[WordCount]:
    ordered = statement.order_by(literal_column("2").desc(), literal_column("1")).limit(MOST_WORDS)
    return [WordCount(value=value, trades=n) for value, n in session.execute(ordered)]
