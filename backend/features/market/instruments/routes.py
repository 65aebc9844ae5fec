"""REST of instruments: the product's and your own."""

from backend.core.paging import BadCursor
from backend.core.rows import TooMany
from backend.core.types import Id
from backend.features.market.instruments import custom_instruments, search
from backend.features.market.instruments.errors import (
    InstrumentExists,
    InstrumentNotFound,
    UnknownInstrument,
)
from backend.features.market.instruments.schemas import (
    DescribeInstrument,
    InstrumentFilter,
    Instruments,
    MeaningOut,
    OwnInstrumentOut,
    SymbolQuery,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY_WHEN_FILTERED, light

instrument_routes = Routes("instruments", "/api/trading/instruments")


@instrument_routes.get(
    "",
    returns=Instruments,
    raises=(BadCursor,),
    cost=HEAVY_WHEN_FILTERED,
)
def list_instruments(call: Call, query: InstrumentFilter) -> Instruments:
    """List your own instruments and the product's futures, or look for instruments by words."""
    return search.find(call.session, call.user_id, query)


@instrument_routes.get(
    "/resolve",
    returns=MeaningOut,
    raises=(UnknownInstrument,),
    cost=light("one symbol, read from tables in memory"),
)
def resolve_symbol(call: Call, query: SymbolQuery) -> MeaningOut:
    """Read a symbol as a platform writes it: which instrument and which contract month it means for you."""
    return search.meaning(call.session, call.user_id, query.symbol, today=call.now.date())


@instrument_routes.post(
    "",
    returns=OwnInstrumentOut,
    status=201,
    raises=(InstrumentExists, TooMany),
)
def describe_instrument(call: Call, body: DescribeInstrument) -> OwnInstrumentOut:
    """Describe an instrument; it goes before the product's of the same symbol."""
    row = custom_instruments.describe(call.session, call.user_id, body, now=call.now)
    return search.own_out(row)


@instrument_routes.delete("/<instrument_id>", raises=(InstrumentNotFound,))
def forget_instrument(call: Call, instrument_id: Id) -> None:
    """Forget an own instrument; trades keep the terms that they were logged with."""
    custom_instruments.forget(call.session, call.user_id, instrument_id)
