"""What an event of a trade says, as it is kept."""

from typing import TypedDict


class EventPayload(TypedDict, total=False):
    """What an event says besides its kind and its times; which of these it has, follows from its kind.

    Attributes:
        side, quantity, price, fees: of a fill. A stop or target has a price, too, null where it was taken away.
        told_with_trade: a stop or target that was known from the start.
        state: a feeling.
        text: words; with `instead` they stand for all before them.
        event_id, reason: what is taken back or corrected, and why; a correction has the kind of what it corrects.
        fee_currency: of the fees, where it is not the trade's.
        numerator, denominator: of a split.
        amount_per_unit, amount, currency: of a dividend and of financing (what it cost).
        before, after: symbols of a renaming.
        outcome, opened: how a contract ended, and the trade that came of it or of a roll.
    """

    side: str
    quantity: str
    price: str | None
    fees: str
    fee_currency: str
    kind: str
    numerator: int
    denominator: int
    amount_per_unit: str
    amount: str
    currency: str
    before: str
    after: str
    outcome: str
    opened: str | None
    told_with_trade: bool
    state: str | None
    text: str
    instead: bool
    event_id: str
    reason: str | None
