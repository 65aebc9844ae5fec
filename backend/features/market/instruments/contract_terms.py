"""What a contract is: its kind, its identity, what a point of it is worth, and how its prices are written."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from backend.core.choices import Choice

CHICAGO, NEW_YORK, UTC = "America/Chicago", "America/New_York", "UTC"
GLOBEX = "CMES"  # of older rows; means the group of the equity indices
TURNS_AT_17 = "17:00"
US_STOCKS = "XNYS"


class InstrumentKind(Choice):
    """What is traded."""

    FUTURE = "future"
    FX = "fx"
    METAL = "metal"
    CRYPTO = "crypto"
    STOCK = "stock"
    OPTION = "option"
    CFD = "cfd"
    INDEX = "index"
    SPREAD = "spread"


class Notation(Choice):
    """How prices are written, beside plain decimals, which are always taken.

    The finest digit of `110'165` stands for parts of a 32nd: 0, 2, 5, 7 for quarters; of the 2-year note for eighths.
    """

    DECIMAL = "decimal"
    THIRTY_SECONDS = "32nds"
    HALF_THIRTY_SECONDS = "32nds_half"
    QUARTER_THIRTY_SECONDS = "32nds_quarter"
    EIGHTH_THIRTY_SECONDS = "32nds_eighth"
    EIGHTHS = "8ths"


class Right(StrEnum):
    """What the holder of an option may do."""

    CALL = "call"
    PUT = "put"


@dataclass(frozen=True, slots=True)
class OptionContract:
    """What an option is on, and until when, at which price."""

    underlying: str
    expiry: date
    right: Right
    strike: Decimal


@dataclass(frozen=True, slots=True)
class Instrument:
    """One contract; its identity is (kind, exchange, ticker).

    Attributes:
        symbol: the key of its identity: `resolve` reads it back as the same instrument.
        multiplier: money for a move of 1.0 in the price, a contract (or lot, coin, share).
        tick_size: the smallest move of the price that traders count in; for FX the pip.
        currency: of the result.
        unit: what a position of size 1 is called.
        family: contracts that rise and fall together, for correlated risk.
        zone: where its exchange is; sessions and hours are told in it.
        calendar: a group of products (`GLOBEX_ENERGY`), a calendar of `exchange_calendars`, `17:00` where the day turns
            then, without weekends; null where it turns at midnight, every day of the week.
        exchange: its MIC, `US` for a stock of any of them; null where there is none (FX, coins, CFDs).
        ticker: the name at its exchange, without marks.
        price_step: the finest step that prices have; null where any is possible.
        lot_step: what sizes are multiples of; null where any is possible.
        months: letters of the months that a future can have.
        expiry: when it ends, where that is part of what it is.
    """

    symbol: str
    name: str
    kind: InstrumentKind
    multiplier: Decimal
    tick_size: Decimal
    currency: str
    unit: str
    family: str
    zone: str
    calendar: str | None = None
    exchange: str | None = None
    ticker: str = ""
    notation: Notation = Notation.DECIMAL
    price_step: Decimal | None = None
    lot_step: Decimal | None = None
    may_be_negative: bool = False
    months: str = ""
    expiry: date | None = None
    option: OptionContract | None = None

    @property
    def identity(self) -> tuple[InstrumentKind, str | None, str]:
        """What makes it this instrument and no other one."""
        return self.kind, self.exchange, self.ticker or self.symbol


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that an unknown symbol could have meant, and how to write it."""

    symbol: str
    kind: InstrumentKind
    exchange: str | None
    name: str


@dataclass(frozen=True, slots=True)
class SymbolReading:
    """What a text names: the instrument, and for a future the letter and the digits of its month."""

    instrument: Instrument
    month: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class Impossible:
    """A text that has the form of something that cannot be, and why."""

    reason: str
    related: tuple[Instrument, ...] = ()


Outcome = SymbolReading | Impossible | None


@dataclass(frozen=True, slots=True)
class Identified:
    """What a text names, as of a day: the instrument and, of a future, the first day of its contract month."""

    instrument: Instrument
    month: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A text that names nothing, why, and what could have been meant."""

    text: str
    reason: str
    candidates: tuple[Candidate, ...]


def as_candidate(instrument: Instrument) -> Candidate:
    """An instrument as something that could have been meant."""
    return Candidate(instrument.symbol, instrument.kind, instrument.exchange, instrument.name)
