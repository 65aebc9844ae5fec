"""Use cases of the list of trades: a page, its sums, its words, the neighbours of a trade, and a file of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.sql_json import Rendered
from backend.features.record.trades import queries as trades
from backend.features.record.trades.trade_list import queries
from backend.features.record.trades.trade_list import totals as sums
from backend.features.record.trades.trade_list.conditions import left_out_of
from backend.features.record.trades.trade_list.schemas import (
    DayOf,
    LeftOut,
    NeighboursOut,
    OrderedSelection,
    TotalsOut,
    TradeFilter,
    TradeSelection,
    TradeWords,
)


@dataclass(frozen=True, slots=True)
class TradeList:
    """A page of trades, and which trades are not among them."""

    items: Sequence[Rendered]
    next_cursor: str | None
    day_of: DayOf
    left_out: Sequence[LeftOut]


def list_trades(session: Session, user_id: UUID, query: TradeFilter) -> TradeList:
    """A page of trades in the order that is asked for.

    Raises:
        BadCursor
    """
    page = queries.page(session, user_id, query)
    items = [Rendered(row) for row in page.items]
    return TradeList(items, page.next_cursor, query.day_of, [*left_out_of(user_id, query)])


def totals(session: Session, user_id: UUID, query: TradeSelection) -> TotalsOut:
    """What all trades of a filter come to."""
    return sums.totals(session, user_id, query)


def words(session: Session, user_id: UUID) -> TradeWords:
    """The tags, setups, feelings and instruments of the record."""
    return queries.words(session, user_id)


def neighbours(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    query: OrderedSelection,
) -> NeighboursOut:
    """Where a trade stands in a list, and what comes before and after it.

    Raises:
        TradeNotFound
    """
    trade = trades.trade(session, user_id, trade_id)
    return queries.neighbours(session, user_id, trade, query)
