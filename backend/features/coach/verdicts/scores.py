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
from backend.features.coach.verdicts.forecast_outcomes import Scored
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
    "calibration", "select decided, bins from calibrations where user_id = $1::uuid and engine = $2"
)


def scores(
    session: Session, user_id: UUID, wanted: ScoreSelection, *, now: datetime
) -> dict[str, Any]:
    """How good the forecasts were, all together and by group."""
    found = forecast_outcomes.joined(session, user_id, wanted, now=now)
    said, hits = forecast_outcomes.forecasts(found)
    bins = reliability(said, hits)
    groups: dict[str | None, list[Scored]] = {}
    for one in found:
        groups.setdefault(_key(one, wanted.by), []).append(one)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), str(item[0])))
    return {
        "verdicts": len(found),
        "decided": len(said),
        "undecided": _undecided(found),
        "hit_rate": shown(_hit_rate(found), now),
        "brier": shown(brier(said, hits), now),
        "skill": shown(skill(said, hits), now),
        "calibration_error": shown(calibration_error(bins), now),
        "bins": [_bin(one) for one in bins],
        "by": wanted.by.value,
        "groups": [_group(key, some, now) for key, some in ordered[:MOST_GROUPS]],
        "calibrated": len(said) >= CALIBRATED_LEAST,
    }


def outcome_of(session: Session, user_id: UUID, verdict_id: UUID, *, now: datetime) -> Outcome:
    """What came of one verdict.

    Raises:
        VerdictNotFound
    """
    queries.verdict(session, user_id, verdict_id)
    found = forecast_outcomes.joined(
        session, user_id, ScoreFilter(), now=now, verdict_id=verdict_id
    )
    if not found:
        return Outcome(trade_id=None, joined_by=None, hit=None, reason="imported", r_multiple=None)
    return forecast_outcomes.outcome(found[0])


def shown_confidence(
    session: Session, user_id: UUID, engine: str, confidence: int | None
) -> tuple[int | None, int]:
    """A confidence drawn to what came of forecasts like it, and on how many decided ones; null and 0 below thirty."""
    if confidence is None:
        return None, 0
    rows = within(session, _CALIBRATION, (user_id, engine))
    if not rows:
        return None, 0
    decided, kept = rows[0]
    bins = [Bin(0.0, 1.0, one["n"], one["hits"], None, None, None) for one in kept]
    found = shrunk_forecast(confidence / 100, bins)
    return (None, 0) if found is None else (round(100 * found), decided)


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
    found = forecast_outcomes.joined(session, user_id, ScoreFilter(), now=now)
    for engine in sorted({one.engine for one in found}):
        said, hits = forecast_outcomes.forecasts([one for one in found if one.engine == engine])
        bins = [{"n": one.n, "hits": one.hits} for one in reliability(said, hits)]
        row = {"decided": len(said), "bins": bins, "updated_at": now}
        made = insert(Calibration).values(user_id=user_id, engine=engine, **row)
        session.execute(made.on_conflict_do_update(index_elements=["user_id", "engine"], set_=row))


def diagram(
    session: Session, user_id: UUID, wanted: DiagramSelection, *, now: datetime
) -> tuple[bytes, str]:
    """The reliability diagram: what was said against what came, with intervals; on the line is calibrated."""
    from matplotlib.figure import Figure  # most processes draw nothing

    from backend.features.record.performance.pictures import saved

    said, hits = forecast_outcomes.forecasts(
        forecast_outcomes.joined(session, user_id, wanted, now=now)
    )
    figure = Figure(figsize=(5.5, 5.5), dpi=120, layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#e4e7eb", linewidth=2)
    for one in reliability(said, hits):
        if one.said is None or one.came is None or one.interval is None:
            continue
        reach = [[one.came - one.interval.low], [one.interval.high - one.came]]
        axes.errorbar(
            one.said, one.came, yerr=np.maximum(reach, 0), fmt="o", color="#1f2933", capsize=3
        )
        axes.annotate(
            f"N {one.n}",
            (one.said, one.came),
            xytext=(6, -10),
            textcoords="offset points",
            fontsize=8,
        )
    if len(said) == 0:
        axes.text(0.5, 0.5, "No verdict is decided yet", ha="center", va="center", fontsize=13)
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="said: confidence",
        ylabel="came: first target before the stop",
    )
    axes.set_title(f"Reliability of {len(said)} decided verdicts", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return saved(figure, wanted.format)


def _key(one: Scored, by: ScoreBy) -> str | None:
    key: str | None = getattr(one, by.value)
    return key


def _hit_rate(found: Sequence[Scored]) -> Any:
    decided = [one.hit for one in found if one.hit is not None]
    return proportion(sum(decided), len(decided), HIT_RATE)


def _group(key: str | None, found: Sequence[Scored], now: datetime) -> dict[str, Any]:
    said, hits = forecast_outcomes.forecasts(found)
    r = np.array([float(one.r) for one in found if one.r is not None], dtype=np.float64)
    return {
        "key": key,
        "verdicts": len(found),
        "taken": sum(one.trade_id is not None for one in found),
        "decided": sum(one.hit is not None for one in found),
        "hit_rate": shown(_hit_rate(found), now),
        "mean_r": shown(expectancy_of(r), now),
        "brier": shown(brier(said, hits), now),
    }


def _undecided(found: Sequence[Scored]) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for one in found:
        reason = one.reason or ("no_confidence" if one.confidence is None else None)
        if reason is not None:
            counts[reason] = counts.get(reason, 0) + 1
    return [{"reason": reason, "n": n} for reason, n in sorted(counts.items())]


def _bin(one: Bin) -> dict[str, Any]:
    interval = one.interval
    return {
        "low": one.low,
        "high": one.high,
        "n": one.n,
        "hits": one.hits,
        "said": one.said,
        "came": one.came,
        "interval": None
        if interval is None
        else {
            "low": interval.low,
            "high": interval.high,
            "confidence": interval.confidence,
            "method": interval.method.value,
        },
    }
