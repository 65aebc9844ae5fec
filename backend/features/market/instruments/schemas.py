"""What instruments take and give."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from backend.core.iso_codes import Currency, Zone
from backend.core.lazy_import import Lazy
from backend.core.types import Amount, Id, In, Moment, Name, Out, Price, Text
from backend.features.market.instruments.instruments import TURNS_AT_17, InstrumentKind

Symbol = Annotated[Text, StringConstraints(min_length=1, max_length=30), Field(examples=["ES"])]
exchange_calendars = Lazy("exchange_calendars")  # with pandas: half a second and 70 MB


def _calendar(value: str | None) -> str | None:
    if value is not None and not known_calendar(value):
        raise PydanticCustomError(
            "calendar",
            "Give a calendar of exchange_calendars such as XEUR, XLON or CMES.",
        )
    return value


class DescribeInstrument(In):
    """A contract that is not known, or that has other terms for you."""

    symbol: Annotated[Symbol, Field(examples=["FDAX"])]
    name: Name | None = None
    kind: InstrumentKind = InstrumentKind.FUTURE
    multiplier: Annotated[
        Price, Field(description="Money for a move of 1.0 in the price of one unit.")
    ]
    tick_size: Price
    currency: Currency
    unit: Name = "contract"
    zone: Zone = "UTC"
    calendar: Annotated[str | None, AfterValidator(_calendar), Field(examples=["XEUR"])] = None


class InstrumentOut(Out):
    """A contract's terms."""

    symbol: str
    name: str
    kind: InstrumentKind
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


def known_calendar(name: str) -> bool:
    """Whether there is an exchange calendar of this name."""
    return name == TURNS_AT_17 or name in exchange_calendars.get_calendar_names()
