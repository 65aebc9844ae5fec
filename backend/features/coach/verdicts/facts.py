"""Facts first: statements with ids, what they are read from, and the arithmetic of an idea.

A figure in an answer must come from one of these. Pure: what is known comes in, statements go out (`readers`).
"""

from dataclasses import asdict, dataclass, field, replace
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from backend.features.coach.ideas.ideas import Idea
from backend.features.market.calendars.market_calendar import MarketHours
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.plans.schemas import Finding
from backend.features.record.rulebook.schemas import RuleState


@dataclass(frozen=True, slots=True)
class Fact:
    """One measured statement."""

    id: str
    source: str
    statement: str
    value: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """As it is stored beside the verdict."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """What the trader said of the account; null where not said."""

    size: Decimal | None = None
    currency: str = "USD"
    risk_per_trade_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OpenPosition:
    """A real trade that is still held."""

    instrument: str
    family: str
    direction: str
    entry: Decimal
    size: Decimal
    trade_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """The real closed trades, the last 500 at the most; `wins` are those with a net result above zero."""

    closed: int = 0
    wins: int = 0
    net: Decimal = Decimal(0)
    currency: str | None = None
    average_r: Decimal | None = None
    r_count: int = 0
    same_closed: int = 0
    same_wins: int = 0
    losses_in_a_row: int = 0
    entered_today: int = 0
    exited_today: int = 0
    net_today: Decimal = Decimal(0)
    minutes_since_last: int | None = None
    last_was_loss: bool = False
    usual_size: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is known about one question.

    Attributes:
        plan: the living plan behind the idea, in words.
        checks: what the plan's own figures say.
        rules: how the idea stands to the trader's rulebook, session and commitments.
        hours: how the market of the instrument stands; null where that is not known.
        happened: what a trade came to, for a question about one that was made.
    """

    idea: Idea
    account: AccountSnapshot = field(default_factory=AccountSnapshot)
    open_positions: tuple[OpenPosition, ...] = ()
    record: RecordFacts = field(default_factory=RecordFacts)
    image_count: int = 0
    zone: str = "UTC"
    plan: str | None = None
    checks: tuple[Finding, ...] = ()
    rules: tuple[RuleState, ...] = ()
    hours: MarketHours | None = None
    happened: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class IdeaMeasures:
    """What follows from entry, stop, targets and size; null where something is missing.

    Attributes:
        per_unit: price distance from entry to stop.
        risk_reward: to the first target.
        risk_unit: money at risk for a size of 1.
        risk_money: money at risk for the stated size.
        risk_percent: of the account, when both are in one currency.
        fitting_size: the size at which the stop costs the risk that was told, or else the planned one.
    """

    per_unit: Decimal | None = None
    stop_side_wrong: bool = False
    target_side_wrong: bool = False
    risk_reward: Decimal | None = None
    ratios: tuple[Decimal, ...] = ()
    risk_unit: Decimal | None = None
    risk_money: Decimal | None = None
    risk_percent: Decimal | None = None
    allowed_percent: Decimal | None = None
    fitting_size: Decimal | None = None


def measure(situation: Situation) -> IdeaMeasures:
    """The arithmetic of an idea, exact."""
    idea, account = situation.idea, situation.account
    if idea.entry is None or idea.stop is None or idea.direction is None:
        return IdeaMeasures()
    sign = 1 if idea.direction == "long" else -1
    per_unit = (idea.entry - idea.stop) * sign
    if per_unit <= 0:
        return IdeaMeasures(stop_side_wrong=True)
    gains = [(target - idea.entry) * sign for target in idea.targets]
    ratios = tuple(_ratio(gain, per_unit) for gain in gains if gain > 0)
    measures = IdeaMeasures(
        per_unit=per_unit,
        target_side_wrong=any(gain <= 0 for gain in gains),
        risk_reward=next(iter(ratios), None),
        ratios=ratios,
        allowed_percent=idea.risk_percent or account.risk_per_trade_percent,
    )
    if idea.instrument is None:
        return measures
    return _with_money(measures, per_unit, idea.instrument, situation)


def _ratio(gain: Decimal, per_unit: Decimal) -> Decimal:
    return (gain / per_unit).quantize(Decimal("0.01"))


def _with_money(
    measures: IdeaMeasures,
    per_unit: Decimal,
    instrument: Instrument,
    situation: Situation,
) -> IdeaMeasures:
    """The same with what the stop costs, beside the account where both are in one currency."""
    idea, account = situation.idea, situation.account
    account_size = account.size if instrument.currency == account.currency else None
    risk_unit = per_unit * instrument.multiplier
    risk_money = None
    risk_percent = None
    if idea.size is not None:
        risk_money = risk_unit * idea.size
        risk_percent = _percent(risk_money, account_size)
    budget = idea.risk_money  # what was told goes before what is usual
    if budget is None and account_size and measures.allowed_percent:
        budget = account_size * measures.allowed_percent / 100
    return replace(
        measures,
        risk_unit=risk_unit,
        risk_money=risk_money,
        risk_percent=risk_percent,
        fitting_size=_fitting(budget, risk_unit, instrument),
    )


def _percent(money: Decimal, account_size: Decimal | None) -> Decimal | None:
    if not account_size:
        return None
    return (money / account_size * 100).quantize(Decimal("0.01"))


def _fitting(
    budget: Decimal | None,
    risk_unit: Decimal,
    instrument: Instrument,
) -> Decimal | None:
    """The size at which the stop costs the budget, rounded down to what can be traded."""
    if budget is None or not risk_unit:
        return None
    if instrument.kind in ("future", "stock", "option"):
        step = Decimal(1)
    else:
        step = Decimal("0.01")
    return (budget / risk_unit).quantize(step, rounding=ROUND_DOWN)


def related_positions(situation: Situation) -> list[OpenPosition]:
    """Open positions in the same contract, or in one that moves with it."""
    instrument = situation.idea.instrument
    if instrument is None:
        return []
    return [
        open_position
        for open_position in situation.open_positions
        if open_position.family == instrument.family
    ]


def money(value: Decimal, currency: str) -> str:
    """`USD 1,250.50`; whole amounts without cents."""
    rounded = value.quantize(Decimal("0.01"))
    shown = f"{rounded:,.2f}".removesuffix(".00")
    return f"{currency} {shown}"
