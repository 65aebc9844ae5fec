"""What accounts, their money and exchange rates take and give."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.core.iso_codes import Currency
from backend.core.types import STORABLE, Amount, Cost, Id, In, Moment, Name, Out, Price, Text
from backend.features.record.trades.accounts.models import AccountKind, MovementKind
from backend.quant.positions import Matching


def _small_rules(value: dict[str, object] | None) -> dict[str, object] | None:
    if value is not None and len(str(value)) > 5000:
        raise PydanticCustomError("too_long", "Rules may have 5,000 characters.")
    return value


AccountRules = Annotated[
    dict[str, object],
    AfterValidator(_small_rules),
    STORABLE,
    Field(description="Those of a prop firm.", examples=[{"daily_loss_limit": "1000"}]),
]


def not_zero(value: Decimal) -> Decimal:
    """Refuse nothing."""
    if value == 0:
        raise PydanticCustomError("not_zero", "This must not be 0.")
    return value


def above_zero(value: Decimal) -> Decimal:
    """Refuse nothing and less."""
    if value <= 0:
        raise PydanticCustomError("greater_than", "This must be more than 0.")
    return value


MoneyCode = Currency
"""What fees may be charged in."""

Tolerance = Annotated[
    Cost,
    Field(description="A result of at most so much, either way, is neither a win nor a loss."),
]


class FeeSchedule(In):
    """What an account charges where a fill comes without its fees; below zero is a rebate."""

    per_side: Annotated[Amount, Field(description="For each execution.")] = Decimal(0)
    per_unit: Annotated[
        Amount, Field(description="For each contract, lot or share of an execution.")
    ] = Decimal(0)
    per_trade: Annotated[Amount, Field(description="Once, with the first entry.")] = Decimal(0)
    currency: MoneyCode = "USD"


class AddAccount(In):
    """Another account."""

    name: Name
    kind: AccountKind = AccountKind.BROKER
    broker: Name | None = None
    currency: Currency = "USD"
    matching: Annotated[Matching, Field(description="Which entries an exit closes.")] = (
        Matching.FIFO
    )
    rules: AccountRules | None = None
    opening_balance: Cost | None = None
    fee_schedule: FeeSchedule | None = None
    break_even_tolerance: Tolerance = Decimal(0)
    is_default: bool = False


class ChangeAccount(In):
    """What is given changes."""

    name: Name | None = None
    kind: AccountKind | None = None
    broker: Name | None = None
    currency: Currency | None = None
    matching: Matching | None = None
    rules: AccountRules | None = None
    fee_schedule: FeeSchedule | None = None
    break_even_tolerance: Tolerance | None = None
    archived: bool | None = None
    is_default: bool | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """Of one account, in its currency."""

    paid_in: Decimal
    net_result: Decimal
    left_out: int


class FeeScheduleOut(Out):
    """What an account charges where a fill comes without its fees."""

    per_side: Amount
    per_unit: Amount
    per_trade: Amount
    currency: str


class AccountOut(Out):
    """An account with its balance: what was paid in, and what its trades brought so far."""

    id: Id
    name: str
    kind: AccountKind
    broker: str | None
    currency: str
    matching: Matching
    rules: dict[str, object]
    fee_schedule: FeeScheduleOut | None
    break_even_tolerance: Amount
    archived: bool
    is_default: bool
    paid_in: Amount
    net_result: Amount
    balance: Amount
    trades_without_rate: Annotated[
        int, Field(description="Closed in another currency that no rate is known for.")
    ]
    created_at: Moment
    updated_at: Moment


class Accounts(Out):
    """All accounts, the default one first."""

    items: list[AccountOut]


class AddMovement(In):
    """Money that came or went without a trade. Only an adjustment may be below zero."""

    kind: MovementKind
    amount: Annotated[Amount, AfterValidator(not_zero)]
    moment: Moment | None = None
    note: Annotated[Text, StringConstraints(max_length=200)] | None = None

    @model_validator(mode="after")
    def _has_no_sign(self) -> Self:
        if self.amount < 0 and self.kind != MovementKind.ADJUSTMENT:
            raise PydanticCustomError(
                "movement_sign",
                "Give the amount of a deposit or a withdrawal above 0; its kind says which way it goes.",
            )
        return self


class MovementOut(Out):
    """A deposit, withdrawal or adjustment, with its sign."""

    id: Id
    account_id: Id
    kind: MovementKind
    amount: Amount
    moment: Moment
    note: str | None
    created_at: Moment


class Movements(Out):
    """Movements of an account, latest first."""

    items: list[MovementOut]


class GiveRate(In):
    """What one unit of `base` is worth in `quote` on a day; it replaces the one before."""

    base: Currency
    quote: Currency
    day: date
    rate: Price


class RateOut(Out):
    """A rate as it was given."""

    base: str
    quote: str
    day: date
    rate: Amount
    created_at: Moment


class Rates(Out):
    """Rates, latest day first."""

    items: list[RateOut]
