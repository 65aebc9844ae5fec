"""What instruments and exchange rates take and give."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from backend.core.iso_codes import Currency, Zone
from backend.core.types import Amount, Id, In, Moment, Out, Price
from backend.features.market.calendars.market_calendar import known_calendar
from backend.features.market.instruments.instruments import Kind
from backend.features.record.trades.schemas import Name, Symbol


def _calendar(value: str | None) -> str | None:
    if value is not None and not known_calendar(value):
        raise PydanticCustomError("calendar", "Give a calendar of exchange_calendars such as XEUR, XLON or CMES.")
    return value


class DescribeInstrument(In):
    """A contract that is not known, or that has other terms for you."""

    symbol: Annotated[Symbol, Field(examples=["FDAX"])]
    name: Name | None = None
    kind: Kind = Kind.FUTURE
    multiplier: Annotated[Price, Field(description="Money for a move of 1.0 in the price of one unit.")]
    tick_size: Price
    currency: Currency
    unit: Name = "contract"
    zone: Zone = "UTC"
    calendar: Annotated[str | None, AfterValidator(_calendar), Field(examples=["XEUR"])] = None


class InstrumentOut(Out):
    """A contract's terms."""

    symbol: str
    name: str
    kind: Kind
    multiplier: Amount
    tick_size: Amount
    currency: str
    unit: str
    zone: str
    calendar: str | None


class OwnInstrumentOut(InstrumentOut):
    """One that the user described."""

    id: Id
    created_at: Moment


class Instruments(Out):
    """Your own first, then the product's futures; FX pairs, coins and stocks follow rules and are not listed."""

    own: list[OwnInstrumentOut]
    known: list[InstrumentOut]


class GiveRate(In):
    """What one unit of `base` is worth in `quote` on a day; it replaces the one before."""

    base: Currency
    quote: Currency
    day: date
    rate: Price


class RateOut(Out):
    """A rate as it was given."""

    base: str
    quote: str
    day: date
    rate: Amount
    created_at: Moment


class Rates(Out):
    """Rates, latest day first."""

    items: list[RateOut]
