"""What the interlock takes and gives."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from backend.core.shapes import ShapeOf
from backend.core.types import Amount, Id, In, Moment, Out, Price, Quantity
from backend.features.market.instruments.price_text import PriceText
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.rulebook.schemas import Decision, Rule, RuleState, SessionStateOut
from backend.features.record.trades.models import TradeDirection


class CheckTrade(In):
    """A trade that is about to be made."""

    instrument: Symbol
    direction: TradeDirection
    position_size: Quantity | None = None
    entry_price: PriceText | None = None
    stop_price: PriceText | None = None
    stop_ticks: Annotated[
        Price | None, Field(description="Distance of the stop, where no price is said.")
    ] = None
    target_price: PriceText | None = None
    plan_id: Id | None = None


class PlanAlive(Out):
    """The living plan that covers a trade."""

    id: Id
    title: str
    version: int


class CheckOut(Out):
    """The answer of the interlock."""

    id: Id
    decision: Decision
    reasons: Annotated[list[str], Field(description="What speaks against it, the strongest first.")]
    unchecked: Annotated[
        str | None, Field(description="For what you have set no limit, and what is at risk then.")
    ] = None
    rules: list[RuleState]
    state: SessionStateOut
    plan: PlanAlive | None
    risk_amount: Annotated[Amount | None, Field(description="In your base currency.")]
    overridden_until: Moment | None
    checked_at: Moment


class IgnoredBlockOut(TypedDict):
    """A block that a trade followed within 30 minutes."""

    check_id: Id
    checked_at: Moment
    rules: Annotated[list[Rule], Field(description="That said block.")]
    trade_id: Id
    r_multiple: float | None


class HeededOut(Out):
    """Whether blocks and warnings were heeded."""

    checks: int
    allowed: int
    warned: int
    blocked: int
    blocks_heeded: MetricOut
    ignored: Annotated[
        list[Annotated[dict[str, object], ShapeOf(IgnoredBlockOut)]],
        Field(description="Blocks that a trade followed within 30 minutes."),
    ]
