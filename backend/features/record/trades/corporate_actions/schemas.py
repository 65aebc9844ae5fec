"""What happenings to a contract take, and what they give."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from backend.core.shapes import ShapeOf
from backend.core.types import Amount, Id, In, Moment, Out, Size
from backend.features.market.instruments.price_text import PriceText
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.trades.accounts.schemas import above_zero, not_zero
from backend.features.record.trades.models import Expiry, RealisedKind
from backend.features.record.trades.schemas import Fee, FeeCurrency, TradeOut
from backend.quant.risk import RiskReason

Units = Annotated[int, Field(ge=1, le=1000, strict=True)]


class SplitUnits(In):
    """New units for old ones: 4 for 1, or 1 for 10. What was recorded stays; it is read in the new units."""

    numerator: Annotated[Units, Field(examples=[4])]
    denominator: Annotated[Units, Field(examples=[1])]
    event_time: Moment | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.numerator == self.denominator:
            raise PydanticCustomError("split_changes_nothing", "Give two numbers that differ.")
        return self


class ReceiveDividend(In):
    """Money for each unit that was held: a long position earns it, a short one pays it."""

    amount_per_unit: Annotated[Amount, AfterValidator(above_zero)]
    currency: FeeCurrency = None
    event_time: Annotated[
        Moment | None, Field(description="What was held before it counts; now, if none is given.")
    ] = None


class ChargeFinancing(In):
    """Swap, funding or interest for holding the position; below zero where you were paid."""

    amount: Annotated[Amount, AfterValidator(not_zero)]
    currency: FeeCurrency = None
    event_time: Moment | None = None


class RenameInstrument(In):
    """The symbol under which the instrument trades from now on. The trade's terms stay."""

    symbol: Symbol
    event_time: Moment | None = None


class ExpireTrade(In):
    """How the contract ended while it was held.

    `worthless` ends at a price of 0, `cash_settled` at the settlement price. `assigned` and `exercised` end an option
    at 0 and make a trade of the shares at the strike; its symbol says which. Nothing was ordered: the fee schedule of
    the account does not count.
    """

    outcome: Expiry
    settlement_price: PriceText | None = None
    fees: Fee | None = None
    fee_currency: FeeCurrency = None
    event_time: Moment | None = None


class RollTrade(In):
    """From one month of a contract to another: this trade ends, and another one of the same idea begins."""

    instrument: Annotated[Symbol, Field(description="The other month.", examples=["ESH7"])]
    exit_price: PriceText
    entry_price: PriceText
    stop_price: PriceText | None = None
    target_price: PriceText | None = None
    fees: Annotated[Fee | None, Field(description="Of the exit.")] = None
    entry_fees: Annotated[Fee | None, Field(description="Of the entry.")] = None
    fee_currency: FeeCurrency = None
    event_time: Moment | None = None


class FollowResult(Out):
    """The trade that ended, and the one that came of it: shares of an option, the next month of a future."""

    trade: TradeOut
    opened: TradeOut | None


class RealisedResultOut(Out):
    """Money of one moment: of an exit, a dividend or financing."""

    trade_id: Id
    event_id: Id
    kind: RealisedKind
    event_time: Moment
    day: Annotated[date, Field(description="The exchange's session day on which it counts.")]
    quantity: Annotated[Size, Field(description="Of today's units, after any split.")]
    gross: Amount
    fees: Amount
    other_fees: dict[str, str]
    net: Amount | None
    net_account: Annotated[Amount | None, Field(description="In the currency of the account.")]
    net_reason: Annotated[
        Annotated[str, ShapeOf(RiskReason)] | None, Field(description="Why one of the two is null.")
    ]
    account_currency: str


class RealisedResults(Out):
    """What a trade brought and cost, by the day on which it did; the sum is its result."""

    items: list[RealisedResultOut]
