"""What the calculator takes and gives."""

from typing import Annotated

from pydantic import Field

from backend.core.choices import Choice
from backend.core.types import Amount, Id, In, Out, Price, Quantity
from backend.features.accounts.auth.schemas import Percent
from backend.features.market.instruments.price_text import PriceText
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.plans.schemas import MOST_TARGETS, EntryZone
from backend.features.record.trades.models import TradeDirection


class Calculate(In):
    """A trade to reckon; what may be lost is `risk_amount`, or a share of the account."""

    instrument: Symbol
    direction: TradeDirection
    entry_price: PriceText | None = None
    entry_zone: EntryZone | None = None
    stop_loss_level: PriceText
    take_profit_targets: Annotated[list[PriceText], Field(max_length=MOST_TARGETS)] = []
    position_size: Quantity | None = None
    risk_amount: Annotated[
        Price | None, Field(description="May be lost, in the instrument's currency.")
    ] = None
    risk_percent: Annotated[
        Percent | None, Field(description="Of the account; the profile's where it is left out.")
    ] = None
    account_id: Annotated[
        Id | None, Field(description="Its balance is the account; else the profile's size.")
    ] = None


class WarningCode(Choice):
    """What to look at before such a trade."""

    STOP_SIDE = "plan.stop_side"
    TARGET_SIDE = "plan.target_side"
    TARGET_TWICE = "plan.target_twice"
    TOO_LARGE = "plan.too_large"
    OFF_TICK = "off_tick"
    OFF_STEP = "off_step"
    OVER_RISK = "over_risk"
    NO_LOT_FITS = "no_lot_fits"
    REWARD_BELOW_RISK = "reward_below_risk"
    NO_RATE = "no_rate"
    NO_ACCOUNT = "no_account"


class CalculationWarning(Out):
    """One thing that does not fit, at its field."""

    code: WarningCode
    field: str
    message: str


class TargetFigures(Out):
    """What one target would bring; money at the given size, in the instrument's currency."""

    price: Amount
    risk_reward: Annotated[Amount, Field(description="Over the risk, from the worse edge.")]
    reward: Amount | None


class CalculatedContract(Out):
    """What the instrument means."""

    symbol: str
    name: str
    currency: str
    point_value: Annotated[Amount, Field(description="Money for a move of 1.0, for a size of 1.")]
    tick_size: Amount
    lot_step: Amount | None


class RiskBudget(Out):
    """What may be lost. `rate` is what one unit of the instrument's currency is worth in the account's."""

    amount: Amount
    currency: Annotated[
        str,
        Field(description="Of the amount: the account's, or the instrument's for a `risk_amount`."),
    ]
    percent: Annotated[Amount | None, Field(description="Null for a `risk_amount`.")]
    account_size: Amount | None
    account_currency: str
    rate: Amount | None


class CalculationOut(Out):
    """Exact figures; null where something that they need was not given or does not fit."""

    contract: CalculatedContract
    entry: Annotated[Amount, Field(description="The edge of the zone that is worse for you.")]
    stop_distance: Amount | None
    stop_ticks: Amount | None
    risk_per_unit: Amount | None
    position_size: Amount | None
    risk: Annotated[
        Amount | None, Field(description="At the given size, in the instrument's currency.")
    ]
    risk_percent: Annotated[Amount | None, Field(description="The same, of the account.")]
    targets: list[TargetFigures]
    budget: RiskBudget | None
    size_for_risk: Annotated[
        Amount | None, Field(description="The largest size that loses no more than the budget.")
    ]
    warnings: list[CalculationWarning]
