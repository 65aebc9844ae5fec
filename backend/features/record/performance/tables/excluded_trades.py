"""Use case: the trades behind a number of excluded ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from backend.core.paging import CursorKey, Page, page_of
from backend.features.record.performance.report import currency_of, in_currency
from backend.features.record.performance.selection import Conditions, closed, closed_on_paper
from backend.features.record.performance.tables.schemas import (
    ExclusionReason,
    ExclusionSelection,
)
from backend.features.record.trades.models import Trade
from backend.features.record.trades.trade_list.exclusions import is_left_out


@dataclass(frozen=True, slots=True)
class ExcludedTradeRow:
    """A trade that a figure leaves out; money in the currency of its account."""

    id: UUID
    instrument: str
    direction: str
    setup: str | None
    entry_time: datetime
    exit_time: datetime | None
    exit_day: date | None
    net_pnl: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class ExcludedPage:
    """A page of them, and why they are left out."""

    reason: ExclusionReason
    items: Sequence[ExcludedTradeRow]
    next_cursor: str | None


def excluded_trades(
    session: Session,
    user_id: UUID,
    selection: ExclusionSelection,
) -> ExcludedPage:
    """Closed trades of the selection that are left out for this reason, latest exit first.

    Raises:
        BadCursor
    """
    selection = in_currency(session, user_id, selection)
    statement = (
        select(
            Trade.id,
            Trade.instrument,
            Trade.direction,
            Trade.setup,
            Trade.entry_time,
            Trade.exit_time,
            Trade.exit_day,
            Trade.pnl_account,
            Trade.account_currency,
        )
        .where(*_left_out(user_id, selection))
        .order_by(Trade.exit_time.desc(), Trade.id.desc())
        .limit(selection.limit + 1)
    )
    if selection.cursor is not None:
        key = CursorKey.decode(selection.cursor)
        statement = statement.where(tuple_(Trade.exit_time, Trade.id) < (key.moment, key.id))
    rows = [ExcludedTradeRow(*row) for row in session.execute(statement)]
    page: Page[ExcludedTradeRow] = page_of(rows, selection.limit, _key_of)
    return ExcludedPage(selection.reason, page.items, page.next_cursor)


def _key_of(row: ExcludedTradeRow) -> CursorKey:
    assert row.exit_time is not None, "it is closed"
    return CursorKey(row.exit_time, row.id)


def _left_out(user_id: UUID, selection: ExclusionSelection) -> Conditions:
    condition = is_left_out(selection.reason, currency_of(selection), of_r=selection.of_r)
    if condition is None:
        return closed_on_paper(user_id, selection)
    return [*closed(user_id, selection), condition]
