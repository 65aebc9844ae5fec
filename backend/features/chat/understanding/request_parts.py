"""Parts that requests are made of: the terms of a trade, and where it was left. Pure."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from backend.features.chat.understanding.request_kinds import RequestPart

MOST_TARGETS = 6


class OrderType(StrEnum):
    """How a trade is to be entered."""

    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"


class OptionTerms(RequestPart):
    """An option contract as it was told; `expiry` as a day or as the words that were said."""

    underlying: str
    right: Literal["call", "put"]
    strike: Decimal | None = None
    expiry: str | None = None


class TradeExit(RequestPart):
    """Where a part of a trade, or what is left of it, was closed.

    Attributes:
        price: null for "at the stop" and "at the target" until the thread says where these are.
        share: of what was held, such as 0.5; null where a size was told; 1 for the rest.
    """

    price: Decimal | None = None
    size: Decimal | None = None  # in the unit of the trade
    share: Decimal | None = None
    at: Literal["stop", "target", "break_even"] | None = None  # what ended it, told without a price


class IdeaTerms(RequestPart):
    """What was said of a trade; null where nothing was.

    Attributes:
        instrument: the symbol, with the month of a future where one was named.
        entry_low, entry_high: a zone; `entry` is then the edge that is worse for the trader.
        notional: money that the position is worth, which makes a size once there is an entry.
    """

    instrument: str | None = None
    option: OptionTerms | None = None
    direction: Literal["long", "short"] | None = None
    order: OrderType | None = None
    entry: Decimal | None = None
    entry_low: Decimal | None = None
    entry_high: Decimal | None = None
    stop: Decimal | None = None
    targets: Annotated[tuple[Decimal, ...], Field(max_length=MOST_TARGETS)] = ()
    size: Decimal | None = None  # in contracts, shares, lots or coins
    notional: Decimal | None = None
    leverage: Decimal | None = None
    risk_money: Decimal | None = None
    risk_percent: Decimal | None = None
    timeframe: str | None = None
