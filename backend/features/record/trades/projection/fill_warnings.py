"""What is unusual about the fills of a trade: kept as it is, and said."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from backend.features.market.calendars.market_calendar import is_open
from backend.features.market.instruments.instruments import Instrument
from backend.features.market.instruments.market_grid import price_warnings, size_warnings
from backend.features.record.trades.models import EventKind
from backend.features.record.trades.projection.fills import FILLS, fill_price
from backend.features.record.trades.projection.standing_events import EventRecord
from backend.quant.risk import RiskReason

FIELDS = {
    EventKind.FILLED: ("entry_price", "position_size", "entry_time"),
    EventKind.EXITED: ("exit_price", "position_size", "exit_time"),
}
WRONG_SIDE = {
    "code": "trade.stop_on_the_wrong_side",
    "field": "stop_price",
    "message": "The stop is on the wrong side of the entry: no risk can be measured on it. Correct it if it is a slip.",
}
MARKET_CLOSED = "instrument.market_closed"


def fill_warnings(
    contract: Instrument,
    standing: Sequence[EventRecord],
    risk_reason: str | None = None,
) -> list[dict[str, str]]:
    """Prices off the tick, sizes off the lot, and fills while the market was closed; each kind once a field.

    Args:
        contract: of the trade.
        standing: its events, with prices as they were written.
        risk_reason: why its risk is not known; a stop on the wrong side is a slip of the finger, and said.
    """
    by_kind: dict[tuple[str, str], dict[str, str]] = {}
    for event in standing:
        if event.kind in FILLS and "outcome" not in event.payload:  # what ends, ends at the close
            for warning in _of_fill(contract, event):
                by_kind.setdefault((warning["code"], warning["field"]), warning)
    warnings = list(by_kind.values())
    if risk_reason == RiskReason.STOP_ON_WRONG_SIDE:
        warnings.append(WRONG_SIDE)
    return warnings


def _of_fill(contract: Instrument, event: EventRecord) -> Iterator[dict[str, str]]:
    price_field, size_field, time_field = FIELDS[EventKind(event.kind)]
    for warning in price_warnings(contract, fill_price(event)):
        yield {"code": warning.code, "field": price_field, "message": warning.message}
    for warning in size_warnings(contract, Decimal(event.payload["quantity"])):
        yield {"code": warning.code, "field": size_field, "message": warning.message}
    if is_open(event.event_time, contract) is False:
        message = f"{contract.symbol} does not trade at this time by the calendar of its exchange."
        yield {"code": MARKET_CLOSED, "field": time_field, "message": message}
