"""What came of coaching sessions: the days after each against as many before it, with N and intervals."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.models import BehaviourEvent
from backend.features.coach.coach_context import queries
from backend.features.coach.coach_context.models import CoachingSession, SessionType
from backend.features.coach.coaching.schemas import (
    EffectivenessOut,
    SessionChange,
    SessionEffect,
    WindowFilter,
)
from backend.features.record.performance.figures import shown
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.rulebook import reports as rulebook
from backend.features.record.trades.models import Trade, TradeStatus, TradeType
from backend.quant.aggregates import Moments
from backend.quant.metric import FloatArray, Formula, Metric, MetricReason, MetricUnit, null
from backend.quant.metrics import difference_in_r, expectancy, proportion

MOST_SESSIONS = 200
MOST_TRADES = 20_000
SHOWN = 50
LEAST = 5  # trades on each side of a session, and sessions: fewer say nothing
RATING = Formula("mean rating, 1 to 5, of sessions that were rated", MetricUnit.COUNT)
KEPT = Formula(
    "steps that were kept / steps of which it is known; a commitment that was called for is kept when it never broke",
    MetricUnit.SHARE,
)
CHANGE = Formula(
    "mean over sessions of (mean after - mean before), of sessions with enough trades on both sides",
    MetricUnit.R,
)
OF_R = Formula("mean(R) of the trades after the session - mean(R) of those before", MetricUnit.R)
OF_ADHERENCE = Formula(
    "mean(adherence score) of the trades after the session - mean(adherence score) of those before",
    MetricUnit.POINTS,
)
RATE = Formula(
    "mean over sessions of (events a hundred positions after - before)", MetricUnit.PERCENT
)
CAUTION = (
    "Traders look for a coach after bad days, and bad days are followed by better ones without anybody's help. No"
    " session was held back by the flip of a coin, so this says what came after, and not what caused it."
)


@dataclass(frozen=True, slots=True)
class _Record:
    """Real closed trades in order of their exits; R and adherence where they are known."""

    exits: list[datetime]
    r: list[float | None]
    score: list[float | None]

    def window(self, first: datetime, last: datetime) -> slice:
        """Trades that ended from one moment up to another."""
        return slice(bisect_left(self.exits, first), bisect_right(self.exits, last))


@dataclass(frozen=True, slots=True)
class _Sides:
    """What the days before and after a session hold."""

    before: list[float]
    after: list[float]

    @property
    def is_enough(self) -> bool:
        """Whether there is enough on both sides."""
        return min(len(self.before), len(self.after)) >= LEAST

    @property
    def change(self) -> float:
        """The mean after less the mean before."""
        return float(np.mean(self.after) - np.mean(self.before))


class _Rates(NamedTuple):
    """Events of the target behaviour a hundred positions."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class _Effect:
    """What came after one session."""

    session: CoachingSession
    step_kept: bool | None
    r: _Sides
    score: _Sides
    rates: _Rates | None

    @property
    def finished_at(self) -> datetime:
        """When it ended."""
        return _end_of(self.session)


def effectiveness(
    session: Session,
    user_id: UUID,
    query: WindowFilter,
    *,
    now: datetime,
) -> EffectivenessOut:
    """Ratings, steps kept, and what changed in R, adherence and the target behaviour from before to after."""
    effects = _effects(session, user_id, query, now)
    ratings = [effect.session.rating for effect in effects if effect.session.rating is not None]
    steps = [effect.step_kept for effect in effects if effect.step_kept is not None]
    steps_kept = proportion(sum(steps), len(steps), KEPT, nothing=MetricReason.NO_STEPS)
    span = timedelta(days=query.days)
    return EffectivenessOut(
        days=query.days,
        sessions=len(effects),
        rated=len(ratings),
        rating=_metric_out(_rating(np.array(ratings, dtype=np.float64)), now),
        steps_kept=_metric_out(steps_kept, now),
        r=_change([effect.r for effect in effects], now),
        adherence=_change([effect.score for effect in effects], now),
        target=_rate_change([effect.rates for effect in effects if effect.rates], now),
        latest=[_effect_out(effect, span, now) for effect in effects[:SHOWN]],
        caution=CAUTION,
        as_of=now,
    )


def _effects(session: Session, user_id: UUID, query: WindowFilter, now: datetime) -> list[_Effect]:
    """What came after each of the latest sessions."""
    sessions = queries.finished_sessions(
        session,
        user_id,
        limit=MOST_SESSIONS,
        session_type=query.session_type,
    )
    if not sessions:
        return []
    span = timedelta(days=query.days)
    first = min(coached.started_at for coached in sessions) - span
    record = _record(session, user_id, first)
    events = _target_events(session, user_id, sessions, first)
    commitments = rulebook.commitments_kept(session, user_id, now=now)
    keeping = {commitment["id"]: commitment["keeping"] for commitment in commitments}
    return [
        _Effect(
            session=coached,
            step_kept=_step_kept(coached, keeping),
            r=_sides(record, record.r, coached, span),
            score=_sides(record, record.score, coached, span),
            rates=_rates(record, events, coached, span),
        )
        for coached in sessions
    ]


def _record(session: Session, user_id: UUID, first: datetime) -> _Record:
    """The trades that ended from a moment on; the latest ones, where they are very many."""
    statement = (
        select(Trade.exit_time, Trade.r_multiple, Trade.plan_adherence_score)
        .where(
            Trade.user_id == user_id,
            Trade.trade_type == TradeType.REAL,
            Trade.status == TradeStatus.CLOSED,
            Trade.exit_time >= first,
        )
        .order_by(Trade.exit_time.desc())
        .limit(MOST_TRADES)
    )
    rows = session.execute(statement).all()[::-1]
    return _Record(
        exits=[row.exit_time for row in rows if row.exit_time is not None],
        r=[_float(row.r_multiple) for row in rows],
        score=[_float(row.plan_adherence_score) for row in rows],
    )


def _float(value: Decimal | None) -> float | None:
    if value is None:
        return None
    return float(value)


def _target_events(
    session: Session,
    user_id: UUID,
    sessions: Iterable[CoachingSession],
    first: datetime,
) -> dict[str, list[datetime]]:
    """When events of the behaviours that sessions were to change occurred, in order."""
    targets = {coached.target for coached in sessions if coached.target}
    if not targets:
        return {}
    statement = (
        select(BehaviourEvent.detector, BehaviourEvent.occurred_at)
        .where(
            BehaviourEvent.user_id == user_id,
            BehaviourEvent.detector.in_(targets),
            BehaviourEvent.trade_type == TradeType.REAL,
            BehaviourEvent.occurred_at >= first,
            behaviour.is_counted(),
        )
        .order_by(BehaviourEvent.occurred_at)
        .limit(MOST_TRADES)
    )
    moments: dict[str, list[datetime]] = {target: [] for target in targets}
    for row in session.execute(statement):
        moments[row.detector].append(row.occurred_at)
    return moments


def _step_kept(
    coached: CoachingSession,
    keeping: Mapping[UUID, rulebook.KeepingDocument],
) -> bool | None:
    """As measured where the step is a commitment that was called for; else as the trader said."""
    measured = None
    if coached.commitment_id is not None:
        measured = keeping.get(coached.commitment_id)
    if measured is None:
        return coached.step_kept
    was_called_for = measured["kept"] + measured["broken"] > 0
    if not was_called_for:
        return coached.step_kept
    return measured["broken"] == 0


def _sides(
    record: _Record,
    values: Sequence[float | None],
    coached: CoachingSession,
    span: timedelta,
) -> _Sides:
    before, after = _windows(record, coached, span)
    return _Sides(
        before=[value for value in values[before] if value is not None],
        after=[value for value in values[after] if value is not None],
    )


def _rates(
    record: _Record,
    events: dict[str, list[datetime]],
    coached: CoachingSession,
    span: timedelta,
) -> _Rates | None:
    """Null without a target or with too few positions."""
    if not coached.target:
        return None
    moments, end = events[coached.target], _end_of(coached)
    before, after = _windows(record, coached, span)
    positions_before, positions_after = before.stop - before.start, after.stop - after.start
    if min(positions_before, positions_after) < LEAST:
        return None
    events_before = _count(moments, coached.started_at - span, coached.started_at)
    events_after = _count(moments, end, end + span)
    return _Rates(100 * events_before / positions_before, 100 * events_after / positions_after)


def _windows(record: _Record, coached: CoachingSession, span: timedelta) -> tuple[slice, slice]:
    """The trades of the days before a session, and of those after it."""
    start, end = coached.started_at, _end_of(coached)
    return record.window(start - span, start), record.window(end, end + span)


def _count(moments: Sequence[datetime], first: datetime, last: datetime) -> int:
    return bisect_right(moments, last) - bisect_left(moments, first)


def _end_of(coached: CoachingSession) -> datetime:
    assert coached.finished_at is not None, "only finished sessions are looked at"
    return coached.finished_at


def _rating(ratings: FloatArray) -> Metric:
    """The mean rating; its interval ends with the scale, and needs as many ratings as sessions need to be compared."""
    if not len(ratings):
        return null(RATING, 0, MetricReason.NO_RATINGS)
    mean = expectancy(Moments.of(ratings))
    if mean.interval is None or len(ratings) < LEAST:
        return Metric(mean.value, RATING, mean.n)
    low, high = max(mean.interval.low, 1.0), min(mean.interval.high, 5.0)
    return Metric(mean.value, RATING, mean.n, replace(mean.interval, low=low, high=high))


def _change(all_sides: Iterable[_Sides], now: datetime) -> SessionChange:
    """Over the sessions that have enough on both sides."""
    enough = [sides for sides in all_sides if sides.is_enough]
    changes = [sides.change for sides in enough]
    return SessionChange(
        before=_mean([value for sides in enough for value in sides.before]),
        after=_mean([value for sides in enough for value in sides.after]),
        difference=_metric_out(_mean_of(changes, CHANGE), now),
        too_few=len(enough) < LEAST,
    )


def _rate_change(rates: Sequence[_Rates], now: datetime) -> SessionChange:
    changes = [rate.after - rate.before for rate in rates]
    return SessionChange(
        before=_mean([rate.before for rate in rates]),
        after=_mean([rate.after for rate in rates]),
        difference=_metric_out(_mean_of(changes, RATE), now),
        too_few=len(rates) < LEAST,
    )


def _mean(values: Sequence[float]) -> float | None:
    """The mean; null of nothing."""
    if not values:
        return None
    return float(np.mean(values))


def _metric_out(metric: Metric, now: datetime) -> MetricOut:
    return MetricOut.model_validate(shown(metric, now))


def _mean_of(changes: Sequence[float], formula: Formula) -> Metric:
    if len(changes) < LEAST:
        return null(formula, len(changes), MetricReason.TOO_FEW_SESSIONS)
    mean = expectancy(Moments.of(np.array(changes, dtype=np.float64)))
    reason = mean.reason
    if reason is MetricReason.NO_TRADES:
        reason = MetricReason.TOO_FEW_SESSIONS
    return Metric(mean.value, formula, mean.n, mean.interval, reason=reason)


def _effect_out(effect: _Effect, span: timedelta, now: datetime) -> SessionEffect:
    """What came after one session, as the wire has it."""
    coached, rates = effect.session, effect.rates
    return SessionEffect(
        session_id=coached.id,
        session_type=SessionType(coached.session_type),
        finished_at=effect.finished_at,
        rating=coached.rating,
        step_kept=effect.step_kept,
        trades_before=len(effect.r.before),
        trades_after=len(effect.r.after),
        r=_metric_out(_difference(effect.r, OF_R), now),
        adherence=_metric_out(_difference(effect.score, OF_ADHERENCE), now),
        target=coached.target,
        target_before=None if rates is None else rates.before,
        target_after=None if rates is None else rates.after,
        complete=effect.finished_at + span <= now,
    )


def _difference(sides: _Sides, formula: Formula) -> Metric:
    after = Moments.of(np.array(sides.after, dtype=np.float64))
    before = Moments.of(np.array(sides.before, dtype=np.float64))
    difference = difference_in_r(after, before)
    if not sides.is_enough:
        return null(formula, difference.n, MetricReason.TOO_FEW_TRADES)
    return replace(difference, formula=formula)
