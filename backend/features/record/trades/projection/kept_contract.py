"""The contract of a trade with the terms that it was logged with, whatever its symbol means by now."""

from dataclasses import replace

from backend.features.market.instruments import instruments
from backend.features.market.instruments.instruments import Instrument, InstrumentKind, Notation
from backend.features.record.trades.models import Trade


def kept_contract(trade: Trade) -> Instrument:
    """The terms of a trade's contract; what is said of it beside them is as its symbol has it now."""
    contract = Instrument(
        symbol=trade.instrument,
        name=trade.instrument,
        kind=InstrumentKind(trade.instrument_kind),
        multiplier=trade.multiplier,
        tick_size=trade.tick_size,
        currency=trade.currency,
        unit="contract",
        family=f"own:{trade.instrument}",
        zone=trade.zone,
        calendar=trade.calendar,
        exchange=trade.exchange,
        ticker=trade.instrument,
        notation=Notation(trade.price_notation),
        lot_step=trade.lot_step,
        may_be_negative=trade.may_be_negative,
        expiry=trade.expires_on,
    )
    known = instruments.resolve(trade.instrument)
    if known is None or known.kind != contract.kind:
        return contract
    return replace(
        contract,
        unit=known.unit,
        family=known.family,
        ticker=known.ticker,
        price_step=known.price_step,
        months=known.months,
        option=known.option,
    )
