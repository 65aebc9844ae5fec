"""What plans take and give."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.paging import Cursor, Limit
from backend.core.shapes import ShapeOf, part_of
from backend.core.types import (
    Amount,
    ExactPrice,
    Id,
    In,
    Moment,
    Out,
    Price,
    Quantity,
    ShortText,
    Text,
)
from backend.features.content.media.schemas import ImageOut
from backend.features.market.instruments.price_text import PriceText
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.performance.schemas import RuleOutcomeOut
from backend.features.record.plans.models import PlanStatus
from backend.features.record.rulebook.schemas import RuleMark
from backend.features.record.strategies.schemas import StrategyOut
from backend.features.record.trades.models import PlanMatch, TradeDirection, TradeType
from backend.features.record.trades.schemas import (
    Fee,
    FeeCurrency,
    Feeling,
    LogTrade,
    Setup,
    Tags,
    TradeOut,
)

LongText = Annotated[Text, StringConstraints(min_length=1, max_length=5000)]
Criterion = Annotated[Text, StringConstraints(min_length=1, max_length=300)]
MOST_TARGETS = 10


class EntryZone(In):
    """Where the entry may be."""

    low: PriceText
    high: PriceText


class FrozenZone(In):
    """The same in numbers."""

    low: ExactPrice
    high: ExactPrice

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high < self.low:
            raise PydanticCustomError("zone", "The zone ends below its beginning.")
        return self


class PlanWords(In):
    """What a plan says beside its prices."""

    title: ShortText
    instrument: Symbol
    direction: TradeDirection
    setup_description: Annotated[
        LongText, Field(examples=["Failed breakdown below yesterday's low"])
    ]
    entry_criteria: Annotated[list[Criterion], Field(min_length=1, max_length=20)]
    stop_loss_reasoning: LongText | None = None
    position_size: Quantity
    risk_amount: Annotated[
        Price | None,
        Field(description="Money at risk, instrument's currency; computed where it is not given."),
    ] = None
    exit_rule: Annotated[
        LongText | None, Field(description="How else it ends: trailing stop, time stop.")
    ] = None
    invalidation_criteria: LongText | None = None
    confidence_score: Annotated[int, Field(ge=0, le=100)] | None = None
    setup: Setup | None = None
    strategy_id: Id | None = None
    account_id: Id | None = None
    trade_type: TradeType = TradeType.REAL
    expires_at: Annotated[
        Moment | None, Field(description="Null: until it is cancelled or executed.")
    ] = None


class PlanTerms(PlanWords):
    """What a plan says, its prices in numbers, as a version keeps it."""

    entry_price: Annotated[
        ExactPrice | None, Field(description="A level; `entry_zone` for a range. One or none.")
    ] = None
    entry_zone: FrozenZone | None = None
    stop_loss_level: ExactPrice
    take_profit_targets: Annotated[list[ExactPrice], Field(min_length=1, max_length=MOST_TARGETS)]

    @model_validator(mode="after")
    def _one_entry(self) -> Self:
        if self.entry_price is not None and self.entry_zone is not None:
            raise PydanticCustomError("one_of", "Give entry_price or entry_zone, not both.")
        return self

    @property
    def zone(self) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest planned entry; null where none was named."""
        if self.entry_zone is not None:
            return self.entry_zone.low, self.entry_zone.high
        if self.entry_price is None:
            return None
        return (self.entry_price, self.entry_price)

    @property
    def reference_entry(self) -> Decimal | None:
        """The edge of the zone that is worse for the trader, so that nothing looks better than it is."""
        if self.zone is None:
            return None
        if self.direction is TradeDirection.LONG:
            return self.zone[1]
        return self.zone[0]


class MakePlan(PlanWords):
    """A plan to be frozen."""

    entry_price: Annotated[
        PriceText | None, Field(description="A level; `entry_zone` for a range. One or none.")
    ] = None
    entry_zone: EntryZone | None = None
    stop_loss_level: PriceText
    take_profit_targets: Annotated[list[PriceText], Field(min_length=1, max_length=MOST_TARGETS)]
    conversation_id: Id | None = None


class ChangePlan(In):
    """What is given changes; the result is a new version, frozen as it is."""

    version: Annotated[
        int | None,
        Field(ge=1, description="The version that you read, as a check against lost edits."),
    ] = None
    title: ShortText | None = None
    setup_description: LongText | None = None
    entry_criteria: Annotated[list[Criterion], Field(min_length=1, max_length=20)] | None = None
    entry_price: PriceText | None = None
    entry_zone: EntryZone | None = None
    stop_loss_level: PriceText | None = None
    stop_loss_reasoning: LongText | None = None
    take_profit_targets: (
        Annotated[list[PriceText], Field(min_length=1, max_length=MOST_TARGETS)] | None
    ) = None
    position_size: Quantity | None = None
    risk_amount: Price | None = None
    exit_rule: LongText | None = None
    invalidation_criteria: LongText | None = None
    confidence_score: Annotated[int, Field(ge=0, le=100)] | None = None
    setup: Setup | None = None
    strategy_id: Id | None = None
    account_id: Id | None = None
    expires_at: Moment | None = None


class PlanSort(Choice):
    """By what plans are sorted; a minus begins with the latest. Plans without the value come last."""

    OLDEST = "created_at"
    LATEST = "-created_at"
    LONGEST_UNCHANGED = "updated_at"
    LAST_CHANGED = "-updated_at"
    FIRST_TO_EXPIRE = "expires_at"
    LAST_TO_EXPIRE = "-expires_at"


class PlanSelection(In):
    """Which plans are meant, whatever became of them."""

    instrument: Symbol | None = None
    direction: TradeDirection | None = None
    q: Annotated[
        Annotated[Text, StringConstraints(min_length=1, max_length=200)] | None,
        Field(
            description="Words that all stand in the title or in what the newest version says,"
            " also as parts of words."
        ),
    ] = None


class PlanFilter(PlanSelection):
    """Which plans to list."""

    status: PlanStatus | None = None
    match: Annotated[
        PlanMatch | None,
        Field(description="Plans that a trade followed so: `late` ones, `drifted` ones."),
    ] = None
    sort: PlanSort = PlanSort.LATEST
    limit: Limit = 50
    cursor: Cursor | None = None


class PlanOut(PlanTerms):
    """A plan as it stands, with the figures that follow from it."""

    model_config = Out.model_config

    id: Id
    status: PlanStatus
    version: int
    hash: Annotated[
        str, Field(description="SHA-256 over this version and the hash of the one before.")
    ]
    frozen_at: Moment
    risk_amount: Amount | None
    risk_per_unit: Annotated[
        Amount | None, Field(description="From the worse edge of the zone to the stop, money.")
    ]
    risk_reward: Annotated[list[Amount], Field(description="Each target over the risk.")]
    currency: str
    trade_id: Id | None
    match: Annotated[
        PlanMatch | None, Field(description="How its trade followed it; null without a trade.")
    ] = None
    conversation_id: Id | None
    images: list[ImageOut]
    created_at: Moment
    updated_at: Moment
    executed_at: Moment | None
    cancelled_at: Moment | None


class PlanPage(Out):
    """Plans in the order that was asked for."""

    items: list[PlanOut]
    next_cursor: str | None


TermValue = str | float | bool | list[str] | EntryZone | None
"""What a term of a plan may be: words, a number, a decimal in a string, several of them, or a zone; null: not said."""
PlanTerm = Literal[*PlanTerms.model_fields]  # type: ignore[valid-type]  # mypy knows written ones alone


class PlanCounts(Out):
    """How many plans of a selection stand where; late and drifted ones are counted as executed, too."""

    total: int
    pending: int
    executed: int
    cancelled: int
    expired: int
    late: Annotated[int, Field(description="Written after the first fill of their trade.")]
    drifted: Annotated[int, Field(description="Changed after the first fill of their trade.")]


class TermChange(Out):
    """One thing that a version changed."""

    field: Annotated[str, ShapeOf(PlanTerm)]
    before: Annotated[object, ShapeOf(TermValue)]
    after: Annotated[object, ShapeOf(TermValue)]


class PlanVersionOut(Out):
    """One frozen version: what it said, when, and what it changed."""

    number: int
    terms: PlanTerms
    frozen_at: Moment
    alive_until: Annotated[
        Moment | None, Field(description="When the next version replaced it, or the plan ended.")
    ]
    hash: str
    previous_hash: str | None
    intact: Annotated[bool, Field(description="The hash was computed anew and is the same.")]
    changes: list[TermChange]


class PlanVersions(Out):
    """All versions, first to last."""

    items: list[PlanVersionOut]


class PlanAttach(In):
    """Charts that belong to the plan."""

    upload_ids: Annotated[list[Id], Field(min_length=1, max_length=20)]


class ExecutePlan(In):
    """The fill. What is not given is taken from the plan; the time is now."""

    entry_price: PriceText | None = None
    entry_time: Moment | None = None
    position_size: Quantity | None = None
    stop_price: PriceText | None = None
    target_price: PriceText | None = None
    fees: Fee | None = None
    fee_currency: FeeCurrency = None
    emotional_state: Feeling | None = None
    pattern_tags: Tags | None = None
    notes: Annotated[Text, StringConstraints(max_length=5000)] | None = None


class ExecutedPlanOut(Out):
    """The plan, and the trade that it became."""

    plan: PlanOut
    trade: TradeOut


TradeDraft = part_of("TradeDraft", LogTrade)


class PlanDraft(Out):
    """The trade that the plan would become, as `POST /api/trading/trades` takes it, and what that still needs."""

    trade: Annotated[dict[str, object], ShapeOf(TradeDraft)]
    missing: list[str]


class LinkTrade(In):
    """A trade that followed the plan."""

    trade_id: Id


class Suggestion(Out):
    """A trade and a plan that seem to belong together, to confirm or to leave."""

    trade_id: Id
    plan_id: Id
    title: str
    match: PlanMatch
    version: int
    likeness: Annotated[int, Field(description="0 to 100: by zone, time and size.")]
    because: list[str]


class Suggestions(Out):
    """The likeliest first."""

    items: list[Suggestion]


class Finding(Out):
    """One deterministic check of a plan."""

    check: str
    state: RuleMark
    reason: str
    value: str | None = None


class PlanTemplate(Out):
    """A strategy's rules as the beginning of a plan; null is yours to fill."""

    strategy: StrategyOut
    title: str
    setup: str
    setup_description: str
    entry_criteria: list[str]
    exit_rule: str | None
    risk_notes: list[str]
    followed_against_broken: Annotated[
        list[Annotated[dict[str, object], ShapeOf(RuleOutcomeOut)]],
        Field(description="What its rules were worth so far."),
    ]


class PictureFormat(Choice):
    """As what a plan is drawn."""

    PNG = "png"
    SVG = "svg"


class PictureSelection(In):
    """How the plan is drawn."""

    format: PictureFormat = PictureFormat.PNG
