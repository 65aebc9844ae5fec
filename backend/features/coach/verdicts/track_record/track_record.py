"""Use cases: scores by period, and the misses."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.features.accounts.auth import service as auth
from backend.features.coach.verdicts import forecast_outcomes
from backend.features.coach.verdicts.forecast_outcomes import ScoredForecast
from backend.features.coach.verdicts.track_record.schemas import (
    Misses,
    MissOut,
    MissSelection,
    MissSort,
    PeriodScore,
    PeriodSelection,
    PeriodStep,
    ScoresOverTime,
)
from backend.features.record.performance.figures import shown
from backend.features.record.performance.schemas import MetricOut
from backend.quant.calibration import brier
from backend.quant.metric import Formula, Metric, MetricUnit
from backend.quant.metrics import proportion

HIT_RATE = Formula(
    "verdicts whose first target came before the stop / verdicts that are decided", MetricUnit.SHARE
)
MOST_PERIODS = 120
EVEN = 50  # as likely as not: neither side of it can miss


def over_time(
    session: Session,
    user_id: UUID,
    query: PeriodSelection,
    *,
    now: datetime,
) -> ScoresOverTime:
    """How good the forecasts of each period were, on the trader's own calendar."""
    zone = ZoneInfo(auth.who_is(session, user_id).timezone)
    periods: dict[date, list[ScoredForecast]] = defaultdict(list)
    for forecast in forecast_outcomes.joined(session, user_id, query, now=now):
        day = forecast.created_at.astimezone(zone).date()
        periods[_first_day(day, query.step)].append(forecast)
    firsts = sorted(periods)
    return ScoresOverTime(
        step=query.step,
        periods=[_period(first, periods[first], now) for first in firsts[-MOST_PERIODS:]],
        more=max(len(firsts) - MOST_PERIODS, 0),
    )


def _first_day(day: date, step: PeriodStep) -> date:
    if step is PeriodStep.WEEK:
        return day - timedelta(days=day.weekday())
    if step is PeriodStep.MONTH:
        return day.replace(day=1)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _period(first: date, forecasts: Sequence[ScoredForecast], now: datetime) -> PeriodScore:
    probabilities, hits = forecast_outcomes.forecasts(forecasts)
    decided = len(probabilities)
    mean_probability = float(probabilities.mean()) if decided else None
    hit_rate = proportion(int(hits.sum()), decided, HIT_RATE)
    within = None
    if mean_probability is not None and hit_rate.interval is not None:
        within = hit_rate.interval.low <= mean_probability <= hit_rate.interval.high
    return PeriodScore(
        starts_on=first,
        verdicts=len(forecasts),
        decided=decided,
        said=mean_probability,
        hit_rate=_metric(hit_rate, now),
        brier=_metric(brier(probabilities, hits), now),
        within=within,
    )


def _metric(metric: Metric, now: datetime) -> MetricOut:
    return MetricOut.model_validate(shown(metric, now))


def misses(session: Session, user_id: UUID, query: MissSelection, *, now: datetime) -> Misses:
    """The decided forecasts of which the less likely side came."""
    forecasts = forecast_outcomes.joined(session, user_id, query, now=now)
    decided = [miss for miss in map(_shown, forecasts) if miss is not None]
    missed = [
        miss for miss in decided if miss.hit == (miss.confidence < EVEN) and miss.confidence != EVEN
    ]
    if query.sort is MissSort.SUREST:
        missed.sort(key=lambda miss: -miss.brier)
    return Misses(
        decided=len(decided),
        missed=len(missed),
        items=missed[: query.limit],
        more=max(len(missed) - query.limit, 0),
    )


def _shown(forecast: ScoredForecast) -> MissOut | None:
    """A decided forecast; null where it is none."""
    if forecast.hit is None or forecast.confidence is None:
        return None
    return MissOut(
        verdict_id=forecast.id,
        created_at=forecast.created_at,
        verdict=forecast.verdict,
        confidence=forecast.confidence,
        hit=forecast.hit,
        brier=(forecast.confidence / 100 - forecast.hit) ** 2,
        instrument=forecast.instrument,
        setup=forecast.setup,
        engine=forecast.engine,
        trade_id=forecast.trade_id,
        r_multiple=forecast.r,
    )
