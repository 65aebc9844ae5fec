"""Which trades count: from a selection to conditions on the table of trades."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_

from backend.features.market.instruments import custom_instruments, instruments
from backend.features.record.performance.schemas import Selection
from backend.features.record.trades.models import Trade, TradeStatus


def closed(user_id: UUID, chosen: Selection) -> list[ColumnElement[bool]]:
    """Closed trades of the selection, in whatever currency."""
    conditions: list[ColumnElement[bool]] = [
        Trade.user_id == user_id,
        Trade.status == TradeStatus.CLOSED,
    ]
    for column, value in (
        (Trade.trade_type, chosen.trade_type),
        (Trade.direction, chosen.direction),
        (Trade.setup, chosen.setup),
        (Trade.strategy_id, chosen.strategy_id),
        (Trade.account_id, chosen.account_id),
        (Trade.emotional_state, chosen.emotion),
    ):
        if value is not None:
            conditions.append(column == value)
    if chosen.instrument is not None:
        known = instruments.resolve(chosen.instrument)
        symbols = {custom_instruments.symbol_of(chosen.instrument)} | (
            {known.symbol} if known else set()
        )
        conditions.append(Trade.instrument.in_(sorted(symbols)))
    if chosen.tag is not None:
        conditions.append(Trade.pattern_tags.contains([chosen.tag]))
    if chosen.day_from is not None:
        conditions.append(Trade.exit_day >= chosen.day_from)
    if chosen.day_to is not None:
        conditions.append(Trade.exit_day <= chosen.day_to)
    return conditions


def usable(currency: str) -> ColumnElement[bool]:
    """Results that can be added up: in this currency, with a known rate where one was needed."""
    return and_(Trade.account_currency == currency, Trade.pnl_account.is_not(None))
