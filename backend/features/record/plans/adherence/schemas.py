"""What adherence takes and gives: marks, scores, weights and the report."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from backend.core.choices import Choice
from backend.core.shapes import ShapeOf
from backend.core.types import Id, In, Moment, Out, Text
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.plans.models import AdherenceRule
from backend.features.record.trades.models import PlanMatch, TradeType
from backend.features.record.trades.trade_list.schemas import TradeValues


class MarkSubject(Choice):
    """What a trader can say of a plan that no figure shows."""

    CRITERION = "criterion"
    EXIT = "exit"
    INVALIDATION = "invalidation"


class MarkPlan(In):
    """Say whether something was so; the last word on a subject counts, and all of them stay."""

    subject: MarkSubject
    place: Annotated[int, Field(ge=1, le=20, description="Of the criterion, from 1.")] = 1
    met: bool
    note: Annotated[Text, StringConstraints(max_length=500)] | None = None
    event_time: Moment | None = None


class MarkOut(Out):
    """What was said of a plan at one time."""

    subject: MarkSubject
    place: Annotated[int, Field(description="Of the criterion, from 1; 1 for the others.")]
    met: bool
    note: str | None
    event_time: Annotated[Moment, Field(description="When it was so.")]
    recorded_time: Annotated[Moment, Field(description="When it was said.")]
    counts: Annotated[bool, Field(description="The last word on its subject.")]


class Marks(Out):
    """Everything that was said of a plan, first to last."""

    items: list[MarkOut]


class RuleResult(Out):
    """One rule of adherence: kept, broken, or not known, and why."""

    rule: AdherenceRule
    met: bool | None
    weight: int
    hard: Annotated[bool, Field(description="Breaking it caps the score.")]
    reason: str
    deviation_r: Annotated[
        float | None, Field(description="How far from the plan, in R of the plan.")
    ]


class LinkedBy(StrEnum):
    """How a trade came to its plan: it was made from it, or named as its trade."""

    EXECUTION = "execution"
    LINK = "link"


class ScoreReason(StrEnum):
    """Why there is no score."""

    LATE_PLAN = "late_plan"
    NOTHING_KNOWN = "nothing_known"


class AdherenceOut(Out):
    """How a trade kept to its plan."""

    trade_id: Id
    plan_id: Id
    version: Annotated[
        int, Field(description="The one alive at the first fill; for a late plan the first one.")
    ]
    match: PlanMatch
    linked_by: Annotated[str, ShapeOf(LinkedBy)]
    score: Annotated[
        int | None, Field(description="0 to 100; the result of the trade is not in it.")
    ]
    score_reason: Annotated[
        Annotated[str, ShapeOf(ScoreReason)] | None, Field(description="Why the score is null.")
    ]
    coverage: Annotated[int, Field(description="Per cent of the weights that are known.")]
    capped_by: list[AdherenceRule]
    rules: list[RuleResult]
    scored_at: Moment


class WeightsOut(Out):
    """How much each rule weighs, and which ones cap the score when they are broken."""

    weights: Annotated[dict[str, int], Field(examples=[{"entry": 20, "stop": 25}])]
    hard_rules: list[AdherenceRule]
    hard_cap: int


class SetWeights(In):
    """What is given changes; all scores are computed anew."""

    weights: dict[AdherenceRule, Annotated[int, Field(ge=0, le=100)]] | None = None
    hard_rules: Annotated[list[AdherenceRule], Field(max_length=7)] | None = None
    hard_cap: Annotated[int, Field(ge=0, le=100)] | None = None


class AdherencePeriod(Choice):
    """How the score over time is put together."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class AdherenceSelection(TradeValues):
    """Which closed trades the report is about: by all that the list of trades is filtered by, days by the last exit."""

    period: AdherencePeriod = AdherencePeriod.WEEK
    trade_type: TradeType = TradeType.REAL


class RulePremium(Out):
    """What one rule was worth: followed against broken."""

    rule: AdherenceRule
    weight: int
    followed: int
    broken: int
    unknown: int
    share: MetricOut
    premium: Annotated[
        MetricOut,
        Field(description="Mean R followed less mean R broken; N at least ten on each side."),
    ]


class ScorePoint(Out):
    """A period: how many trades were scored, and their mean score."""

    period: str
    trades: int
    score: float


class AdherenceReport(Out):
    """What keeping to plans was worth."""

    planned: int
    late: int
    drifted: int
    unplanned: int
    scored: int
    score: MetricOut
    premium_of_planning: Annotated[
        MetricOut, Field(description="Mean R of planned trades less unplanned ones.")
    ]
    premium_of_adherence: Annotated[
        MetricOut, Field(description="Mean R, scores of 80 and more less the others.")
    ]
    rules: list[RulePremium]
    over_time: list[ScorePoint]
    weights: WeightsOut
