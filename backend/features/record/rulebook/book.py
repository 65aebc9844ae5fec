"""What a trade is weighed with: limits, the money of the account, the figures of the session, and the trade."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from backend.features.market.calendars.trading_day import TradingClock, TradingSpan, trading_span
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.rulebook.schemas import Limits


@dataclass(frozen=True, slots=True)
class Money:
    """What the account is, for limits that are shares of it; null where the trader has not said."""

    size: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """A position that is held; its risk to the stop in base currency, null without a stop or a rate."""

    instrument: str
    family: str
    direction: str
    risk: Decimal | None


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """A session as it stood at one moment; money in base currency.

    Attributes:
        exited_today: trades that were exited today, in whole or in part, whenever they were entered.
        net_today: what exits, dividends and financing brought today, also of trades that are still held.
        losing_run: losses in a row up to that moment, over sessions.
        last_exit: of the last closed trade.
        without_rate: realised this week in a currency that no rate is known for.
    """

    exited_today: int = 0
    net_today: Decimal = Decimal(0)
    r_today: Decimal = Decimal(0)
    net_week: Decimal = Decimal(0)
    r_week: Decimal = Decimal(0)
    without_rate: int = 0
    entered_today: int = 0
    losing_run: int = 0
    losing_run_today: int = 0
    last_exit: datetime | None = None
    open_risks: tuple[OpenRisk, ...] = ()


@dataclass(frozen=True, slots=True)
class TradeIntent:
    """A trade that is about to be made, or was.

    Attributes:
        risk: to the stop at this size, base currency; null with the reason in words.
        planned: whether a living plan stands behind it; null when that is not known.
    """

    instrument: Instrument
    direction: str
    size: Decimal | None
    entry: Decimal | None
    stop: Decimal | None
    target: Decimal | None
    risk: Decimal | None
    risk_unknown: str | None
    has_stop: bool
    planned: bool | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Book:
    """What limits are weighed with.

    Attributes:
        zone: of the wall clock that trading hours are told by.
        clock: what its days are told by.
    """

    limits: Limits
    money: Money
    zone: str
    clock: TradingClock
    day: TradingSpan

    def day_of(self, moment: datetime) -> TradingSpan:
        """The session of another moment, by the same clock."""
        return trading_span(moment, self.clock)
