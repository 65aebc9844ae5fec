"""Which trades count: from a selection to conditions on the table of trades."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_

from backend.features.market.instruments import custom_instruments, instruments
from backend.features.record.performance.schemas import Selection
from backend.features.record.trades.models import Trade, TradeStatus


def closed(user_id: UUID, selection: Selection) -> list[ColumnElement[bool]]:
    """Closed trades of the selection, in whatever currency."""
    conditions: list[ColumnElement[bool]] = [
        Trade.user_id == user_id,
        Trade.status == TradeStatus.CLOSED,
    ]
    for column, value in (
        (Trade.trade_type, selection.trade_type),
        (Trade.direction, selection.direction),
        (Trade.setup, selection.setup),
        (Trade.strategy_id, selection.strategy_id),
        (Trade.account_id, selection.account_id),
        (Trade.emotional_state, selection.emotion),
    ):
        if value is not None:
            conditions.append(column == value)
    if selection.instrument is not None:
        known = instruments.resolve(selection.instrument)
        symbols = {custom_instruments.symbol_of(selection.instrument)} | (
            {known.symbol} if known else set()
        )
        conditions.append(Trade.instrument.in_(sorted(symbols)))
    if selection.tag is not None:
        conditions.append(Trade.pattern_tags.contains([selection.tag]))
    if selection.day_from is not None:
        conditions.append(Trade.exit_day >= selection.day_from)
    if selection.day_to is not None:
        conditions.append(Trade.exit_day <= selection.day_to)
    return conditions


def usable(currency: str) -> ColumnElement[bool]:
    """Results that can be added up: in this currency, with a known rate where one was needed."""
    return and_(Trade.account_currency == currency, Trade.pnl_account.is_not(None))
