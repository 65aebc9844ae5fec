"""What the trading record takes and gives."""

from typing import Annotated

from pydantic import Field, StringConstraints

from backend.core.types import Amount, Cost, Id, In, Moment, Out, Price, Quantity, Text
from backend.features.trades.models import TradeDirection, TradeStatus, TradeType

Symbol = Annotated[Text, StringConstraints(min_length=1, max_length=30), Field(examples=["ES"])]
Tag = Annotated[Text, StringConstraints(min_length=1, max_length=50)]


class LogTrade(In):
    """A trade as it was taken; with exit price and time it is logged closed."""

    instrument: Symbol
    direction: TradeDirection
    entry_price: Price
    position_size: Quantity
    entry_time: Moment
    stop_price: Price | None = None
    target_price: Price | None = None
    exit_price: Price | None = None
    exit_time: Moment | None = None
    fees: Cost | None = None
    trade_type: TradeType = TradeType.REAL
    conversation_id: Id | None = None
    message_id: Id | None = None
    emotional_state: Annotated[Text, StringConstraints(min_length=1, max_length=50)] | None = None
    pattern_tags: Annotated[list[Tag], Field(max_length=20)] | None = None
    notes: Annotated[Text, StringConstraints(max_length=5000)] | None = None


class CloseTrade(In):
    """The exit; without a time it is now. `fees` are those of the exit and add to the entry's."""

    exit_price: Price
    exit_time: Moment | None = None
    fees: Cost | None = None


class TradeFilter(In):
    """Which trades to list, latest entry first."""

    status: TradeStatus | None = None
    trade_type: TradeType | None = None
    instrument: Symbol | None = None
    direction: TradeDirection | None = None
    tag: Tag | None = None
    entered_from: Moment | None = None
    entered_before: Moment | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None


class TradeOut(Out):
    """A trade; results are null while it is open."""

    id: Id
    trade_type: TradeType
    status: TradeStatus
    instrument: str
    contract: Annotated[str, Field(description="The symbol as it was given.")]
    currency: str
    multiplier: Amount
    direction: TradeDirection
    position_size: Amount
    entry_price: Amount
    entry_time: Moment
    initial_stop_price: Amount | None
    stop_price: Amount | None
    target_price: Amount | None
    exit_price: Amount | None
    exit_time: Moment | None
    fees: Amount
    risk_amount: Amount | None
    pnl_gross: Amount | None
    pnl: Amount | None
    pnl_percentage: Amount | None
    r_multiple: Amount | None
    r_reason: Annotated[str | None, Field(description="Why R is null on a closed trade.", examples=["no_stop"])]
    conversation_id: Id | None
    message_id: Id | None
    emotional_state: str | None
    pattern_tags: list[str]
    notes: str | None
    created_at: Moment
    updated_at: Moment


class TradePage(Out):
    """Trades, latest entry first."""

    items: list[TradeOut]
    next_cursor: str | None
