"""The contract of a trade with the terms that it was logged with, whatever its symbol means by now."""

from backend.features.market.instruments import instruments
from backend.features.market.instruments.instruments import Instrument, InstrumentKind
from backend.features.record.trades.models import Trade


def kept_contract(trade: Trade) -> Instrument:
    """The terms of a trade's contract; what is said of it beside them is as its symbol has it now."""
    unit = "contract"
    family = f"own:{trade.instrument}"
    known = instruments.resolve(trade.instrument)
    if known is not None:
        unit = known.unit
        family = known.family
    return Instrument(
        symbol=trade.instrument,
        name=trade.instrument,
        kind=InstrumentKind(trade.instrument_kind),
        multiplier=trade.multiplier,
        tick_size=trade.tick_size,
        currency=trade.currency,
        unit=unit,
        family=family,
        zone=trade.zone,
        calendar=trade.calendar,
    )
