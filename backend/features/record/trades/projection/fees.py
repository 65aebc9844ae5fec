"""What an execution costs: as it was given, or by the schedule of its account."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from backend.core.errors import FieldProblem
from backend.core.types import plain_decimal
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.accounts.schemas import FeeSchedule
from backend.features.record.trades.errors import BadTrade
from backend.features.record.trades.projection.event_payload import EventPayload
from backend.quant.positions import PLACES, ROUNDED, share

NOTHING = Decimal(0)
LARGEST_FEES = (
    Decimal(10) ** 12
)  # what a NUMERIC(24, 10) can hold, with room for a thousand of them


@dataclass(frozen=True, slots=True)
class Fees:
    """Money that one execution cost; below zero where it was paid for.

    Attributes:
        currency: null where it is the trade's.
    """

    amount: Decimal = NOTHING
    currency: str | None = None

    @classmethod
    def given(cls, amount: Decimal | None, code: str | None, currency: str) -> Self:
        """Fees as a trader tells them, for a trade in a currency."""
        if code == currency:
            code = None
        return cls(amount or NOTHING, code)

    def payload(self) -> EventPayload:
        """As an event says it."""
        payload: EventPayload = {"fees": plain_decimal(self.amount)}
        if self.currency is not None:
            payload["fee_currency"] = self.currency
        return payload

    def cut(self, part: Decimal, whole: Decimal) -> tuple["Fees", "Fees"]:
        """The share of a part of the quantity, and the rest."""
        first = share(self.amount, part, whole)
        return Fees(first, self.currency), Fees(self.amount - first, self.currency)


def schedule_of(account: Account) -> FeeSchedule | None:
    """What an account charges, if it says so."""
    if account.fee_schedule is None:
        return None
    return FeeSchedule.model_validate(account.fee_schedule)


def scheduled(
    schedule: FeeSchedule,
    quantity: Decimal,
    currency: str,
    *,
    is_first: bool,
) -> Fees:
    """What an account charges for an execution.

    Args:
        schedule: of the account.
        quantity: contracts, lots or shares.
        currency: of the trade.
        is_first: the trade begins with it; what is charged for a whole trade is charged then.

    Raises:
        BadTrade: it is beyond what a trade can cost.
    """
    amount = schedule.per_side + schedule.per_unit * quantity
    if is_first:
        amount += schedule.per_trade
    if abs(amount) >= LARGEST_FEES:
        message = "By the schedule of its account this costs more than a trade can. Give its fees."
        raise BadTrade(errors=[FieldProblem("fees", message, "trade.too_large")])
    return Fees.given(ROUNDED.quantize(amount, PLACES), schedule.currency, currency)
