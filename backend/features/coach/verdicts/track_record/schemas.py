"""What the track record takes and gives."""

from datetime import date
from typing import Annotated

from pydantic import Field

from backend.core.choices import Choice
from backend.core.shapes import ShapeOf
from backend.core.types import Amount, Id, Moment, Out
from backend.features.ai.ports import EngineName
from backend.features.coach.verdicts.schemas import ScoreFilter, VerdictKind
from backend.features.record.performance.schemas import MetricOut


class PeriodStep(Choice):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class PeriodSelection(ScoreFilter):
    """Which verdicts, and in which periods of your own calendar."""

    step: PeriodStep = PeriodStep.MONTH


class PeriodScore(Out):
    """The verdicts of one period, by the day on which they were said.

    Attributes:
        starts_on: its first day.
        said: mean confidence of the decided ones, as a ratio; null without any.
        hit_rate: how many of them came, with Wilson's interval; what was said lies within it where it is calibrated.
        within: whether it does; null without an interval.
    """

    starts_on: date
    verdicts: int
    decided: int
    said: float | None
    hit_rate: MetricOut
    brier: MetricOut
    within: bool | None


class ScoresOverTime(Out):
    """Reliability through time, from the first period to the last; periods without verdicts are not listed."""

    step: PeriodStep
    periods: list[PeriodScore]
    more: Annotated[int, Field(description="Periods before the last 120.")]


class MissSort(Choice):
    """By what misses are sorted: those that were said with most certainty first, or the latest."""

    SUREST = "surest"
    LATEST = "latest"


class MissSelection(ScoreFilter):
    """Which misses."""

    sort: MissSort = MissSort.SUREST
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class MissOut(Out):
    """A forecast that the market decided against: the less likely side came.

    Attributes:
        hit: whether the target came before the stop; true where that was said to be unlikely.
        brier: what it adds to the Brier score, before the mean is taken: 0 is perfect, 1 is as wrong as can be.
    """

    verdict_id: Id
    created_at: Moment
    verdict: VerdictKind
    confidence: int
    hit: bool
    brier: float
    instrument: str | None
    setup: str | None
    engine: Annotated[str, ShapeOf(EngineName)]
    trade_id: Id | None
    r_multiple: Amount | None


class Misses(Out):
    """Misses, and of how many decided forecasts they are."""

    decided: int
    missed: int
    items: list[MissOut]
    more: int
