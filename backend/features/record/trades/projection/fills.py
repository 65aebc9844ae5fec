"""Fills as they are read from standing events, and the one position that they make. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from backend.features.record.trades.models import EventKind
from backend.features.record.trades.projection.contract_terms import ContractTerms
from backend.features.record.trades.projection.standing_events import EventRecord
from backend.quant.positions import Fill, Matching, Position, Side, positions_of

FILLS = (EventKind.FILLED, EventKind.EXITED)


class DoesNotFit(Exception):
    """These events do not make one position in the trade's direction."""


def position_of(
    standing: Sequence[EventRecord],
    terms: ContractTerms,
    *,
    fee_currency: str | None = None,
) -> Position:
    """The one position that the fills make, with the fees of one currency: the trade's, or that which is named.

    Raises:
        DoesNotFit: no fill is left, they cross zero, or the first goes the other way.
    """
    code = fee_currency or terms.currency
    fills = [_fill(event, code, terms.currency) for event in standing if event.kind in FILLS]
    positions = positions_of(fills, terms.multiplier, Matching(terms.matching))
    if len(positions) != 1 or positions[0].direction != terms.direction:
        raise DoesNotFit
    return positions[0]


def fill_price(event: EventRecord) -> Decimal:
    """The price of an execution."""
    price = event.payload["price"]
    assert price is not None, "every fill has its price"
    return Decimal(price)


def _fill(event: EventRecord, code: str, currency: str) -> Fill:
    payload = event.payload
    quantity = Decimal(payload["quantity"])
    if quantity <= 0:  # a split made less of it than a column can hold
        raise DoesNotFit
    fees = Decimal(0)
    if payload.get("fee_currency", currency) == code:
        fees = Decimal(payload["fees"])
    return Fill(
        side=Side(payload["side"]),
        quantity=quantity,
        price=fill_price(event),
        fees=fees,
        time=event.event_time,
        id=event.id,
    )
