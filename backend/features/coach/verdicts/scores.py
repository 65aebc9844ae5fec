"""Use cases of the ledger: scores with N and interval, the reliability diagram, and confidence drawn to the record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
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
    Outcome,
    ScoreBy,
    ScoreFilter,
    ScoreSelection,
)
from backend.features.record.performance.figures import shown
from backend.quant.calibration import (
    CALIBRATED_LEAST,
    Bin,
    brier,
    calibration_error,
    reliability,
    shrunk_forecast,
    skill,
)
from backend.quant.metrics import expectancy_of, proportion

HIT_RATE = "verdicts whose first target came before the stop / verdicts that are decided"
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
) -> dict[str, Any]:
    """How good the forecasts were, all together and by group."""
    forecasts = forecast_outcomes.joined(session, user_id, query, now=now)
    probabilities, hits = forecast_outcomes.forecasts(forecasts)
    bins = reliability(probabilities, hits)
    groups: dict[str | None, list[ScoredForecast]] = {}
    for forecast in forecasts:
        groups.setdefault(_key(forecast, query.by), []).append(forecast)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), str(item[0])))
    return {
        "verdicts": len(forecasts),
        "decided": len(probabilities),
        "undecided": _undecided(forecasts),
        "hit_rate": shown(_hit_rate(forecasts), now),
        "brier": shown(brier(probabilities, hits), now),
        "skill": shown(skill(probabilities, hits), now),
        "calibration_error": shown(calibration_error(bins), now),
        "bins": [_bin(bucket) for bucket in bins],
        "by": query.by.value,
        "groups": [_group(key, some, now) for key, some in ordered[:MOST_GROUPS]],
        "calibrated": len(probabilities) >= CALIBRATED_LEAST,
    }


def outcome_of(session: Session, user_id: UUID, verdict_id: UUID, *, now: datetime) -> Outcome:
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
        return Outcome(trade_id=None, joined_by=None, hit=None, reason="imported", r_multiple=None)
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
    decided, stored_bins = rows[0]
    bins = [
        Bin(0.0, 1.0, stored_bin["n"], stored_bin["hits"], None, None, None)
        for stored_bin in stored_bins
    ]
    shrunk = shrunk_forecast(confidence / 100, bins)
    if shrunk is None:
        return (None, 0)
    return (round(100 * shrunk), decided)


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
        bins = [{"n": bucket.n, "hits": bucket.hits} for bucket in reliability(probabilities, hits)]
        row = {"decided": len(probabilities), "bins": bins, "updated_at": now}
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

    probabilities, hits = forecast_outcomes.forecasts(
        forecast_outcomes.joined(session, user_id, query, now=now)
    )
    figure = Figure(figsize=(5.5, 5.5), dpi=120, layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#e4e7eb", linewidth=2)
    for bucket in reliability(probabilities, hits):
        if bucket.said is None or bucket.came is None or bucket.interval is None:
            continue
        reach = [[bucket.came - bucket.interval.low], [bucket.interval.high - bucket.came]]
        axes.errorbar(
            bucket.said,
            bucket.came,
            yerr=np.maximum(reach, 0),
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


def _key(forecast: ScoredForecast, by: ScoreBy) -> str | None:
    key: str | None = getattr(forecast, by.value)
    return key


def _hit_rate(forecasts: Sequence[ScoredForecast]) -> Any:
    decided = [forecast.hit for forecast in forecasts if forecast.hit is not None]
    return proportion(sum(decided), len(decided), HIT_RATE)


def _group(key: str | None, forecasts: Sequence[ScoredForecast], now: datetime) -> dict[str, Any]:
    probabilities, hits = forecast_outcomes.forecasts(forecasts)
    r = np.array(
        [float(forecast.r) for forecast in forecasts if forecast.r is not None],
        dtype=np.float64,
    )
    return {
        "key": key,
        "verdicts": len(forecasts),
        "taken": sum(forecast.trade_id is not None for forecast in forecasts),
        "decided": sum(forecast.hit is not None for forecast in forecasts),
        "hit_rate": shown(_hit_rate(forecasts), now),
        "mean_r": shown(expectancy_of(r), now),
        "brier": shown(brier(probabilities, hits), now),
    }


def _undecided(forecasts: Sequence[ScoredForecast]) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for forecast in forecasts:
        reason = forecast.reason or ("no_confidence" if forecast.confidence is None else None)
        if reason is not None:
            counts[reason] = counts.get(reason, 0) + 1
    return [{"reason": reason, "n": n} for reason, n in sorted(counts.items())]


def _bin(bucket: Bin) -> dict[str, Any]:
    interval = bucket.interval
    return {
        "low": bucket.low,
        "high": bucket.high,
        "n": bucket.n,
        "hits": bucket.hits,
        "said": bucket.said,
        "came": bucket.came,
        "interval": None
        if interval is None
        else {
            "low": interval.low,
            "high": interval.high,
            "confidence": interval.confidence,
            "method": interval.method.value,
        },
    }
