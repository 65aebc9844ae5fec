"""REST of instruments: the product's and your own."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.core.rows import NameTaken, TooMany
from backend.core.types import Id
from backend.features.market.instruments import custom_instruments, instruments
from backend.features.market.instruments.errors import InstrumentNotFound
from backend.features.market.instruments.instruments import Instrument
from backend.features.market.instruments.models import OwnInstrument
from backend.features.market.instruments.schemas import (
    DescribeInstrument,
    Instruments,
    OwnInstrumentOut,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

instrument_routes = Routes("instruments", "/api/trading/instruments")


@dataclass(frozen=True, slots=True)
class InstrumentLists:
    """The trader's own instruments, and those that the product knows."""

    own: Sequence[OwnInstrument]
    known: Sequence[Instrument]


@instrument_routes.get("", returns=Instruments, cost=light("what one has described oneself"))
def list_instruments(call: Call) -> InstrumentLists:
    """List your own instruments and the product's futures."""
    own = custom_instruments.list_own(call.session, call.user_id)
    return InstrumentLists(own, list(instruments.FUTURES.values()))


@instrument_routes.post("", returns=OwnInstrumentOut, status=201, raises=(NameTaken, TooMany))
def describe_instrument(call: Call, body: DescribeInstrument) -> OwnInstrument:
    """Describe an instrument; it goes before the product's of the same symbol."""
    return custom_instruments.describe(call.session, call.user_id, body, now=call.now)


@instrument_routes.delete("/<instrument_id>", raises=(InstrumentNotFound,))
def forget_instrument(call: Call, instrument_id: Id) -> None:
    """Forget an own instrument; trades keep the terms that they were logged with."""
    custom_instruments.forget(call.session, call.user_id, instrument_id)
