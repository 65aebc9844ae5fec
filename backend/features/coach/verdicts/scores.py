"""Use cases of the ledger: scores with N and interval, the reliability diagram, and confidence drawn to the record."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.clock import Clock
from backend.core.db import Database, HotStatement, acting_for, within
from backend.features.coach.verdicts import forecast_outcomes, queries
from backend.features.coach.verdicts.forecast_outcomes import ScoredForecast
from backend.features.coach.verdicts.models import Calibration
from backend.features.coach.verdicts.schemas import (
    DiagramSelection,
    ForecastBinOut,
    GroupScore,
    ScoreBy,
    ScoreFilter,
    ScoreSelection,
    ScoresOut,
    UndecidedReason,
    VerdictOutcome,
)
from backend.features.record.performance.figures import shown
from backend.features.record.performance.schemas import ExcludedOut, MetricOut
from backend.quant.calibration import (
    CALIBRATED_LEAST,
    Bin,
    brier,
    calibration_error,
    reliability,
    shrunk_forecast,
    skill,
)
from backend.quant.metric import Formula, Metric, MetricUnit
from backend.quant.metrics import expectancy_of, proportion

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HIT_RATE = Formula(
    "verdicts whose first target came before the stop / verdicts that are decided", MetricUnit.SHARE
)
MOST_GROUPS = 200
_CALIBRATION = HotStatement(
    "calibration",
    "select decided, bins from calibrations where user_id = $1::uuid and engine = $2",
)


def scores(
    session: Session,
    user_id: UUID,
    query: ScoreSelection,
    *,
    now: datetime,
) -> ScoresOut:
    """How good the forecasts were, all together and by group."""
    forecasts = forecast_outcomes.joined(session, user_id, query, now=now)
    probabilities, hits = forecast_outcomes.forecasts(forecasts)
    bins = reliability(probabilities, hits)
    return ScoresOut(
        verdicts=len(forecasts),
        decided=len(probabilities),
        undecided=_undecided(forecasts),
        hit_rate=_metric(_hit_rate(forecasts), now),
        brier=_metric(brier(probabilities, hits), now),
        skill=_metric(skill(probabilities, hits), now),
        calibration_error=_metric(calibration_error(bins), now),
        bins=[ForecastBinOut.model_validate(bucket) for bucket in bins],
        by=query.by,
        groups=_groups(forecasts, query.by, now),
        calibrated=len(probabilities) >= CALIBRATED_LEAST,
    )


def outcome_of(
    session: Session, user_id: UUID, verdict_id: UUID, *, now: datetime
) -> VerdictOutcome:
    """What came of one verdict.

    Raises:
        VerdictNotFound
    """
    queries.verdict(session, user_id, verdict_id)
    forecasts = forecast_outcomes.joined(
        session,
        user_id,
        ScoreFilter(),
        now=now,
        verdict_id=verdict_id,
    )
    if not forecasts:
        return VerdictOutcome(
            trade_id=None,
            joined_by=None,
            hit=None,
            reason=UndecidedReason.IMPORTED,
            r_multiple=None,
        )
    return forecast_outcomes.outcome(forecasts[0])


def shown_confidence(
    session: Session,
    user_id: UUID,
    engine: str,
    confidence: int | None,
) -> tuple[int | None, int]:
    """A confidence drawn to what came of forecasts like it, and on how many decided ones; null and 0 below thirty."""
    if confidence is None:
        return None, 0
    rows = within(session, _CALIBRATION, (user_id, engine))
    if not rows:
        return None, 0
    decided, counts = rows[0]
    bins = [_counted_bin(count["n"], count["hits"]) for count in counts]
    shrunk = shrunk_forecast(confidence / 100, bins)
    if shrunk is None:
        return None, 0
    return round(100 * shrunk), decided


def _counted_bin(n: int, hits: int) -> Bin:
    """A bin of which only the counts are stored; they are all that a forecast is drawn by."""
    return Bin(low=0.0, high=1.0, n=n, hits=hits, said=None, came=None, interval=None)


class Calibrator:
    """Keeps what came of forecasts, soon after trades closed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def look(self, user_id: UUID, trades: Mapping[UUID, bool]) -> None:
        """Where a trade got its result, the record of each engine is counted anew."""
        if any(trades.values()):
            with self._database.transaction(acting_for(user_id)) as session:
                calibrate(session, user_id, now=self._clock())


def calibrate(session: Session, user_id: UUID, *, now: datetime) -> None:
    """Count what came of each engine's forecasts."""
    forecasts = forecast_outcomes.joined(session, user_id, ScoreFilter(), now=now)
    for engine in sorted({forecast.engine for forecast in forecasts}):
        probabilities, hits = forecast_outcomes.forecasts(
            [forecast for forecast in forecasts if forecast.engine == engine]
        )
        buckets = reliability(probabilities, hits)
        counts = [{"n": bucket.n, "hits": bucket.hits} for bucket in buckets]
        row = {"decided": len(probabilities), "bins": counts, "updated_at": now}
        statement = insert(Calibration).values(user_id=user_id, engine=engine, **row)
        session.execute(
            statement.on_conflict_do_update(index_elements=["user_id", "engine"], set_=row)
        )


def diagram(
    session: Session,
    user_id: UUID,
    query: DiagramSelection,
    *,
    now: datetime,
) -> tuple[bytes, str]:
    """The reliability diagram: what was said against what came, with intervals; on the line is calibrated."""
    from matplotlib.figure import Figure  # most processes draw nothing

    from backend.features.record.performance.pictures import saved

    forecasts = forecast_outcomes.joined(session, user_id, query, now=now)
    probabilities, hits = forecast_outcomes.forecasts(forecasts)
    figure = Figure(figsize=(5.5, 5.5), dpi=120, layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#e4e7eb", linewidth=2)
    for bucket in reliability(probabilities, hits):
        _draw_bin(axes, bucket)
    if len(probabilities) == 0:
        axes.text(0.5, 0.5, "No verdict is decided yet", ha="center", va="center", fontsize=13)
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="said: confidence",
        ylabel="came: first target before the stop",
    )
    axes.set_title(f"Reliability of {len(probabilities)} decided verdicts", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return saved(figure, query.format)


def _draw_bin(axes: "Axes", bucket: Bin) -> None:
    """A point with its interval; nothing where the bin is empty."""
    if bucket.said is None or bucket.came is None or bucket.interval is None:
        return
    below, above = bucket.came - bucket.interval.low, bucket.interval.high - bucket.came
    axes.errorbar(
        bucket.said,
        bucket.came,
        yerr=np.maximum([[below], [above]], 0),
        fmt="o",
        color="#1f2933",
        capsize=3,
    )
    axes.annotate(
        f"N {bucket.n}",
        (bucket.said, bucket.came),
        xytext=(6, -10),
        textcoords="offset points",
        fontsize=8,
    )


def _key(forecast: ScoredForecast, by: ScoreBy) -> str | None:
    key: str | None = getattr(forecast, by.value)
    return key


def _hit_rate(forecasts: Sequence[ScoredForecast]) -> Metric:
    decided = [forecast.hit for forecast in forecasts if forecast.hit is not None]
    return proportion(sum(decided), len(decided), HIT_RATE)


def _groups(
    forecasts: Sequence[ScoredForecast],
    by: ScoreBy,
    now: datetime,
) -> list[GroupScore]:
    """The scores by group, the largest first."""
    groups: dict[str | None, list[ScoredForecast]] = {}
    for forecast in forecasts:
        groups.setdefault(_key(forecast, by), []).append(forecast)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), str(group[0])))
    return [_group(key, members, now) for key, members in ordered[:MOST_GROUPS]]


def _group(key: str | None, forecasts: Sequence[ScoredForecast], now: datetime) -> GroupScore:
    probabilities, hits = forecast_outcomes.forecasts(forecasts)
    r = [float(forecast.r) for forecast in forecasts if forecast.r is not None]
    return GroupScore(
        key=key,
        verdicts=len(forecasts),
        taken=sum(forecast.trade_id is not None for forecast in forecasts),
        decided=sum(forecast.hit is not None for forecast in forecasts),
        hit_rate=_metric(_hit_rate(forecasts), now),
        mean_r=_metric(expectancy_of(np.array(r, dtype=np.float64)), now),
        brier=_metric(brier(probabilities, hits), now),
    )


def _metric(metric: Metric, now: datetime) -> MetricOut:
    return MetricOut.model_validate(shown(metric, now))


def _undecided(forecasts: Sequence[ScoredForecast]) -> list[ExcludedOut]:
    """Why the others are not decided, or are no forecasts, and how many."""
    counts: Counter[str] = Counter()
    for forecast in forecasts:
        if forecast.reason:
            counts[forecast.reason] += 1
        elif forecast.confidence is None:
            counts["no_confidence"] += 1
    return [ExcludedOut(reason=reason, n=n) for reason, n in sorted(counts.items())]
