"""What instruments take and give."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from backend.core.iso_codes import Currency, Zone
from backend.core.lazy_import import Lazy
from backend.core.paging import Cursor, Limit
from backend.core.types import (
    Amount,
    ExactPrice,
    Form,
    Id,
    In,
    Moment,
    Name,
    Out,
    Price,
    PriceStep,
    Quantity,
    ShortText,
    Size,
    Text,
)
from backend.features.market.instruments.contract_terms import (
    TURNS_AT_17,
    InstrumentKind,
    Notation,
)
from backend.features.market.instruments.symbols.futures import FUTURES

Symbol = Annotated[Text, StringConstraints(min_length=1, max_length=30), Field(examples=["ES"])]
ExchangeName = Annotated[
    str,
    Form(
        re.compile(r"^[A-Za-z0-9_]{1,12}$"),
        "Give an exchange by up to 12 letters and digits, such as XEUR.",
    ),
    Field(examples=["XEUR"]),
]
exchange_calendars = Lazy("exchange_calendars")  # with pandas: half a second and 70 MB
PRODUCT_GROUPS = frozenset(future.calendar for future in FUTURES.values())


def _calendar(value: str | None) -> str | None:
    if value is not None and not known_calendar(value):
        raise PydanticCustomError(
            "calendar",
            "Give a calendar of exchange_calendars such as XEUR or XLON, or a group such as GLOBEX_ENERGY.",
        )
    return value


class DescribeInstrument(In):
    """A contract that is not known, or that has other terms for you."""

    symbol: Annotated[Symbol, Field(examples=["FDAX"])]
    exchange: ExchangeName | None = None
    name: Name | None = None
    kind: InstrumentKind = InstrumentKind.FUTURE
    multiplier: Annotated[
        Price, Field(description="Money for a move of 1.0 in the price of one unit.")
    ]
    tick_size: PriceStep
    lot_step: Annotated[
        Quantity | None, Field(description="What sizes are multiples of; null for any.")
    ] = None
    currency: Currency
    unit: Name = "contract"
    notation: Notation = Notation.DECIMAL
    may_be_negative: Annotated[
        bool | None,
        Field(
            description="Whether prices may be zero or less; null: a spread may, others may not."
        ),
    ] = None
    expiry: date | None = None
    zone: Zone = "UTC"
    calendar: Annotated[str | None, AfterValidator(_calendar), Field(examples=["XEUR"])] = None


class InstrumentOut(Out):
    """A contract's terms; `symbol` is the key by which trades name it."""

    symbol: str
    ticker: str
    exchange: str | None
    name: str
    kind: InstrumentKind
    multiplier: Amount
    tick_size: ExactPrice
    price_step: ExactPrice | None
    lot_step: Size | None
    currency: str
    unit: str
    notation: Notation
    may_be_negative: bool
    months: Annotated[str, Field(description="Letters of the contract months that it can have.")]
    expiry: date | None
    zone: str
    calendar: str | None


class OwnInstrumentOut(InstrumentOut):
    """One that the user described."""

    id: Id
    created_at: Moment


class InstrumentFilter(In):
    """What to look for; without words, the table of futures by pages."""

    q: Annotated[ShortText | None, Field(examples=["crude"])] = None
    limit: Limit = 50
    cursor: Cursor | None = None


class Instruments(Out):
    """Your own first, then the product's: the table of futures, or what fits the words that were given."""

    own: list[OwnInstrumentOut]
    known: list[InstrumentOut]
    next_cursor: str | None


class SymbolQuery(In):
    """A text to read as a symbol."""

    symbol: Annotated[ShortText, Field(examples=["ESZ6"])]


class MeaningOut(Out):
    """What a text names."""

    text: str
    instrument: InstrumentOut
    is_own: bool
    contract: Annotated[str | None, Field(examples=["ESZ26"])]
    contract_month: Annotated[date | None, Field(description="Its first day.")]


def known_calendar(name: str) -> bool:
    """Whether there is a calendar of this name."""
    if name == TURNS_AT_17 or name in PRODUCT_GROUPS:
        return True
    return name in exchange_calendars.get_calendar_names()
