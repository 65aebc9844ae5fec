"""Which trades count: from a selection to conditions on the table of trades."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_

from backend.core.word_match import has_word, is_word
from backend.features.market.instruments import custom_instruments, instruments
from backend.features.record.performance.schemas import Selection
from backend.features.record.trades import queries as trades
from backend.features.record.trades.models import Trade, TradeStatus


def closed(user_id: UUID, selection: Selection) -> list[ColumnElement[bool]]:
    """Closed trades of the selection, in whatever currency."""
    conditions: list[ColumnElement[bool]] = [
        Trade.user_id == user_id,
        Trade.status == TradeStatus.CLOSED,
    ]
    if selection.trade_type is not None:
        conditions.append(Trade.trade_type == selection.trade_type)
    if selection.direction is not None:
        conditions.append(Trade.direction == selection.direction)
    if selection.setup is not None:
        conditions.append(is_word(Trade.setup, selection.setup))
    if selection.strategy_id is not None:
        conditions.append(Trade.strategy_id == selection.strategy_id)
    if selection.strategy is not None:
        conditions.append(trades.is_of_strategy(user_id, selection.strategy))
    if selection.account_id is not None:
        conditions.append(Trade.account_id == selection.account_id)
    if selection.emotion is not None:
        conditions.append(is_word(Trade.emotional_state, selection.emotion))
    if selection.instrument is not None:
        conditions.append(Trade.instrument.in_(_symbols(selection.instrument)))
    if selection.tag is not None:
        conditions.append(has_word(Trade.pattern_tags, selection.tag))
    if selection.day_from is not None:
        conditions.append(Trade.exit_day >= selection.day_from)
    if selection.day_to is not None:
        conditions.append(Trade.exit_day <= selection.day_to)
    return conditions


def _symbols(word: str) -> list[str]:
    """What a trader's word for an instrument can mean."""
    symbols = {custom_instruments.symbol_of(word)}
    contract = instruments.resolve(word)
    if contract is not None:
        symbols.add(contract.symbol)
    return sorted(symbols)


def usable(currency: str) -> ColumnElement[bool]:
    """Results that can be added up: in this currency, with a known rate where one was needed."""
    return and_(
        Trade.account_currency == currency,
        Trade.pnl_account.is_not(None),
    )
