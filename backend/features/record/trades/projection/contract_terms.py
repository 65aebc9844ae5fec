"""The terms of a trade's contract, as they were when it was logged."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What does not change while a trade lives.

    Attributes:
        matching: which entries an exit closes.
        currency: of prices and results.
        zone, calendar: which session day a moment belongs to.
    """

    direction: str
    multiplier: Decimal
    matching: str
    planned_entry_price: Decimal | None
    currency: str
    zone: str
    calendar: str | None
