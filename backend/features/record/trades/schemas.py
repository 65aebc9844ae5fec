"""What the trading record takes and gives."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.shapes import ShapeOf
from backend.core.types import (
    Amount,
    ExactPrice,
    Id,
    In,
    Moment,
    Out,
    Quantity,
    Size,
    Text,
)
from backend.features.content.media.schemas import ImageOut
from backend.features.market.instruments.instruments import InstrumentKind
from backend.features.market.instruments.price_text import PriceText
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.trades.accounts.schemas import MoneyCode
from backend.features.record.trades.models import (
    Expiry,
    Outcome,
    PlanMatch,
    TradeDirection,
    TradeStatus,
    TradeType,
)
from backend.quant.excursions import ExcursionReason
from backend.quant.risk import RiskReason

Tag = Annotated[Text, StringConstraints(min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=20)]
Feeling = Annotated[Text, StringConstraints(min_length=1, max_length=50)]
Setup = Annotated[
    Text, StringConstraints(min_length=1, max_length=80), Field(examples=["opening range breakout"])
]
Note = Annotated[Text, StringConstraints(max_length=5000)]


Fee = Annotated[
    Amount, Field(description="Below zero where you were paid, as for a maker's rebate.")
]
FeeCurrency = Annotated[
    MoneyCode | None,
    Field(description="The trade's currency, if none is named.", examples=["USD"]),
]


class LogTrade(In):
    """A trade as it was taken; with exit price and time it is logged closed.

    Where no fees are given, the fee schedule of the account counts.
    """

    instrument: Symbol
    direction: TradeDirection
    entry_price: PriceText
    position_size: Quantity
    entry_time: Moment
    stop_price: PriceText | None = None
    target_price: PriceText | None = None
    planned_entry_price: Annotated[
        PriceText | None, Field(description="Slippage is measured against it.")
    ] = None
    exit_price: PriceText | None = None
    exit_time: Moment | None = None
    fees: Fee | None = None
    fee_currency: FeeCurrency = None
    trade_type: TradeType = TradeType.REAL
    account_id: Annotated[
        Id | None, Field(description="The default account, if none is named.")
    ] = None
    strategy_id: Id | None = None
    setup: Setup | None = None
    trade_plan_id: Annotated[
        Id | None, Field(description="A pending plan that this trade executes.")
    ] = None
    conversation_id: Id | None = None
    message_id: Id | None = None
    emotional_state: Feeling | None = None
    pattern_tags: Tags | None = None
    notes: Note | None = None


class CloseTrade(In):
    """The exit of everything that is still held; without a time it is now. `fees` are those of the exit."""

    exit_price: PriceText
    exit_time: Moment | None = None
    fees: Fee | None = None
    fee_currency: FeeCurrency = None


class FillAction(Choice):
    """Whether a fill adds to the position or takes from it."""

    ENTRY = "entry"
    EXIT = "exit"


class AddFill(In):
    """One more execution: `entry` adds to the position, `exit` takes from it; without a time it is now.

    An exit larger than the position is refused; with `reverse` it closes the trade and opens another one the other way
    with the rest.
    """

    action: Annotated[FillAction, Field(examples=["exit"])]
    quantity: Quantity
    price: PriceText
    fees: Fee | None = None
    fee_currency: FeeCurrency = None
    event_time: Moment | None = None
    reverse: bool = False


class CorrectFill(In):
    """What was recorded wrongly of a fill; what is not given stays. The history keeps both."""

    quantity: Quantity | None = None
    price: PriceText | None = None
    fees: Fee | None = None
    fee_currency: FeeCurrency = None
    event_time: Moment | None = None
    reason: Annotated[Text, StringConstraints(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        named = (self.quantity, self.price, self.fees, self.fee_currency, self.event_time)
        if all(value is None for value in named):
            raise PydanticCustomError(
                "nothing_corrected",
                "Give what is to be corrected: quantity, price, fees, fee_currency or event_time.",
            )
        return self


class SetStop(In):
    """The stop from now on, or from `event_time`; null takes it away. R stays on the first one."""

    stop_price: PriceText | None
    event_time: Moment | None = None


class SetTarget(In):
    """The target from now on, or from `event_time`; null takes it away."""

    target_price: PriceText | None
    event_time: Moment | None = None


class AddNote(In):
    """Words on the trade, a feeling, or both."""

    text: Annotated[Text, StringConstraints(min_length=1, max_length=5000)] | None = None
    emotional_state: Feeling | None = None
    event_time: Moment | None = None


class Attach(In):
    """Images that belong to the trade."""

    upload_ids: Annotated[list[Id], Field(min_length=1, max_length=20)]


class VoidEvent(In):
    """Take back what was recorded by mistake; the event stays in the history, struck through."""

    reason: Annotated[Text, StringConstraints(min_length=1, max_length=200)] | None = None


class ChangeTrade(In):
    """What may be said differently later. Fills, stops and times are history: add to it, or void an event."""

    account_id: Id | None = None
    strategy_id: Id | None = None
    setup: Setup | None = None
    emotional_state: Feeling | None = None
    pattern_tags: Tags | None = None
    notes: Note | None = None


class ReplaceTrade(ChangeTrade):
    """The same, and what is not given is emptied; the account stays where none is named."""


Reason = Annotated[
    Annotated[str, ShapeOf(RiskReason | ExcursionReason)] | None,
    Field(description="Why the figure before it is null.", examples=["no_stop"]),
]


class TradeSource(StrEnum):
    """By which way a trade came into the record."""

    MANUAL = "manual"  # logged by the trader
    CHAT = "chat"
    PLAN = "plan"
    CLI = "cli"
    REVERSAL = "reversal"  # of another trade: what a fill beyond its size opened
    ROLL = "roll"
    OPTION = "option"  # the underlying, by assignment or exercise


class TradeWarning(Out):
    """Something unusual that was kept as it is."""

    code: Annotated[str, Field(examples=["instrument.price_off_tick"])]
    field: Annotated[str, Field(examples=["entry_price"])]
    message: str


class TradeOut(Out):
    """A trade; results are null while it is open, and a null that may surprise has its reason beside it."""

    id: Id
    account_id: Id
    strategy_id: Id | None
    setup: str | None
    source: Annotated[str, ShapeOf(TradeSource)]
    trade_type: TradeType
    status: TradeStatus
    instrument: Annotated[str, Field(description="Names one instrument of one exchange.")]
    instrument_kind: InstrumentKind
    exchange: Annotated[str | None, Field(description="By its MIC.", examples=["XCME"])]
    contract: Annotated[str, Field(description="The symbol as it was given.")]
    contract_month: Annotated[date | None, Field(description="First day of a future's month.")]
    expires_on: date | None
    price_notation: str
    currency: str
    multiplier: Amount
    tick_size: ExactPrice
    lot_step: Size | None
    direction: TradeDirection
    position_size: Annotated[Size, Field(description="All that was ever entered.")]
    max_size: Annotated[Size, Field(description="The most that was held at one time.")]
    open_size: Annotated[Size, Field(description="What is still held.")]
    entry_price: Annotated[ExactPrice, Field(description="Weighted by quantity over all entries.")]
    entry_time: Moment
    entry_day: Annotated[date, Field(description="The exchange's session day.")]
    planned_entry_price: ExactPrice | None
    initial_stop_price: Annotated[
        ExactPrice | None, Field(description="The first stop: R is measured on it.")
    ]
    stop_price: ExactPrice | None
    target_price: ExactPrice | None
    exit_price: Annotated[
        ExactPrice | None, Field(description="Weighted by quantity over all exits so far.")
    ]
    exit_time: Moment | None
    exit_day: date | None
    hold_seconds: int | None
    fees: Annotated[Amount, Field(description="In the trade's currency.")]
    other_fees: Annotated[
        dict[str, str], Field(description="In other currencies.", examples=[{"USD": "7"}])
    ]
    dividends: Amount
    financing: Annotated[Amount, Field(description="What holding it cost: swap, funding.")]
    risk_amount: Amount | None
    risk_reason: Reason
    realised_pnl: Annotated[
        Amount, Field(description="What exits have brought so far, after fees.")
    ]
    pnl_gross: Amount | None
    pnl: Annotated[
        Amount | None,
        Field(description="All that it brought, after fees, dividends and financing."),
    ]
    pnl_reason: Reason
    outcome: Annotated[
        Outcome | None, Field(description="By the break-even tolerance of the account.")
    ]
    pnl_percentage: Amount | None
    pnl_account: Annotated[
        Amount | None, Field(description="The result in the currency of the account.")
    ]
    pnl_account_reason: Reason
    account_currency: str
    r_multiple: Annotated[Amount | None, Field(description="Net result over the initial risk.")]
    r_gross: Amount | None
    r_reason: Annotated[
        Annotated[str, ShapeOf(RiskReason)] | None,
        Field(description="Why R is null on a closed trade."),
    ]
    managed_r: Annotated[
        Amount | None, Field(description="Net result over the risk on the last stop.")
    ]
    managed_r_reason: Reason
    entry_slippage: Annotated[
        ExactPrice | None, Field(description="Points worse than planned; below zero is better.")
    ]
    slippage_amount: Amount | None
    mae: Amount | None
    mfe: Amount | None
    exit_efficiency: Amount | None
    excursion_reason: Reason
    expiry: Annotated[
        Expiry | None, Field(description="How the contract ended, if the trade did so with it.")
    ]
    rolled_from_id: Id | None
    idea_id: Annotated[
        Id | None, Field(description="The first of the trades that were rolled one into another.")
    ]
    warnings: Annotated[
        list[TradeWarning],
        Field(description="What is unusual about its fills; they are kept as they are."),
    ]
    trade_plan_id: Id | None
    plan_match: PlanMatch
    plan_adherence_score: Annotated[
        int | None, Field(description="0 to 100; null without a plan before the fill.")
    ]
    conversation_id: Id | None
    message_id: Id | None
    emotional_state: str | None
    pattern_tags: list[str]
    notes: str | None
    version: Annotated[
        int,
        Field(description="Grows with each change; for `If-Match`, in quotes, as `ETag` has it."),
    ]
    created_at: Moment
    updated_at: Moment


class FillResult(Out):
    """The trade after the fill, and the one that the rest of the fill opened the other way, if any."""

    trade: TradeOut
    opened: TradeOut | None


class Attachments(Out):
    """The images of a trade, oldest first."""

    items: list[ImageOut]
