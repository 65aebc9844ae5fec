"""What came of coaching sessions: the days after each against as many before it, with N and intervals."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.models import BehaviourEvent
from backend.features.coach.coach_context import queries
from backend.features.coach.coach_context.models import CoachingSession
from backend.features.coach.coaching.schemas import WindowFilter
from backend.features.record.performance.figures import shown
from backend.features.record.rulebook import reports as rulebook
from backend.features.record.trades.models import Trade, TradeStatus, TradeType
from backend.quant.aggregates import Moments
from backend.quant.metric import FloatArray, Metric, MetricReason, null
from backend.quant.metrics import difference_in_r, expectancy, proportion

MOST_SESSIONS = 200
MOST_TRADES = 20_000
SHOWN = 50
LEAST = 5  # trades on each side of a session, and sessions: fewer say nothing
RATING = "mean rating, 1 to 5, of sessions that were rated"
KEPT = "steps that were kept / steps of which it is known; a commitment that was called for is kept when it never broke"
CHANGE = (
    "mean over sessions of (mean after - mean before), of sessions with enough trades on both sides"
)
OF_R = "mean(R) of the trades after the session - mean(R) of those before"
OF_ADHERENCE = (
    "mean(adherence score) of the trades after the session - mean(adherence score) of those before"
)
RATE = "mean over sessions of (events a hundred positions after - before)"
CAUTION = (
    "Traders look for a coach after bad days, and bad days are followed by better ones without anybody's help. No"
    " session was held back by the flip of a coin, so this says what came after, and not what caused it."
)


@dataclass(frozen=True, slots=True)
class _Record:
    """Real closed trades in order of their exits, and entry times of all; adherence where it is known."""

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


def effectiveness(
    session: Session, user_id: UUID, wanted: WindowFilter, *, now: datetime
) -> dict[str, Any]:
    """Ratings, steps kept, and what changed in R, adherence and the target behaviour from before to after."""
    kind = wanted.session_type.value if wanted.session_type else None
    found = queries.finished_sessions(session, user_id, limit=MOST_SESSIONS, session_type=kind)
    span = timedelta(days=wanted.days)
    record = _record(session, user_id, found, span)
    promises = {
        one["id"]: one["keeping"] for one in rulebook.commitments_kept(session, user_id, now=now)
    }
    targets = _targets(session, user_id, found, span)
    kept = [_kept(one, promises) for one in found]
    r = [_sides(record, record.r, one, span) for one in found]
    score = [_sides(record, record.score, one, span) for one in found]
    rates = [_rates(record, targets, one, span) for one in found]
    ratings = np.array([one.rating for one in found if one.rating is not None], dtype=np.float64)
    known = [one for one in kept if one is not None]
    return {
        "days": wanted.days,
        "sessions": len(found),
        "rated": len(ratings),
        "rating": shown(_rating(ratings), now),
        "steps_kept": shown(
            proportion(sum(known), len(known), KEPT, nothing=MetricReason.NO_STEPS), now
        ),
        "r": _change(r, CHANGE, now),
        "adherence": _change(score, CHANGE, now),
        "target": _rate_change(rates, now),
        "latest": [
            _effect(*one, span=span, now=now)
            for one in zip(found[:SHOWN], kept, r, score, rates, strict=False)
        ],
        "caution": CAUTION,
        "as_of": iso(now),
    }


def _record(
    session: Session, user_id: UUID, found: Sequence[CoachingSession], span: timedelta
) -> _Record:
    if not found:
        return _Record([], [], [])
    first = min(one.started_at for one in found) - span
    chosen = (
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
    rows = session.execute(chosen).all()[::-1]
    return _Record(
        [row[0] for row in rows if row[0] is not None],
        [_float(row[1]) for row in rows],
        [_float(row[2]) for row in rows],
    )


def _targets(
    session: Session, user_id: UUID, found: Sequence[CoachingSession], span: timedelta
) -> dict[str, list[datetime]]:
    """When events of the behaviours that sessions were to change occurred, in order."""
    wanted = {one.target for one in found if one.target}
    if not wanted:
        return {}
    first = min(one.started_at for one in found) - span
    chosen = (
        select(BehaviourEvent.detector, BehaviourEvent.occurred_at)
        .where(
            BehaviourEvent.user_id == user_id,
            BehaviourEvent.detector.in_(wanted),
            BehaviourEvent.trade_type == TradeType.REAL,
            BehaviourEvent.occurred_at >= first,
            behaviour.is_counted(),
        )
        .order_by(BehaviourEvent.occurred_at)
        .limit(MOST_TRADES)
    )
    times: dict[str, list[datetime]] = {one: [] for one in wanted}
    for detector, at in session.execute(chosen):
        times[detector].append(at)
    return times


def _ends(one: CoachingSession) -> datetime:
    assert one.finished_at is not None, "only finished sessions are looked at"
    return one.finished_at


def _sides(
    record: _Record, values: Sequence[float | None], one: CoachingSession, span: timedelta
) -> _Sides:
    before = values[record.window(one.started_at - span, one.started_at)]
    after = values[record.window(_ends(one), _ends(one) + span)]
    return _Sides([v for v in before if v is not None], [v for v in after if v is not None])


def _rates(
    record: _Record, targets: dict[str, list[datetime]], one: CoachingSession, span: timedelta
) -> tuple[float, float] | None:
    """Events of the target a hundred positions, before and after; null without a target or with too few positions."""
    if not one.target:
        return None
    times, found = targets[one.target], []
    for first, last in ((one.started_at - span, one.started_at), (_ends(one), _ends(one) + span)):
        window = record.window(first, last)
        many = window.stop - window.start
        if many < LEAST:
            return None
        found.append(100 * (bisect_right(times, last) - bisect_left(times, first)) / many)
    return found[0], found[1]


def _kept(one: CoachingSession, promises: dict[UUID, Any]) -> bool | None:
    """As measured where the step is a commitment that was called for; else as the trader said."""
    measured = promises.get(one.commitment_id) if one.commitment_id is not None else None
    if measured is not None and measured["kept"] + measured["broken"]:
        return bool(measured["broken"] == 0)
    return one.step_kept


def _change(sides: Sequence[_Sides], formula: str, now: datetime) -> dict[str, Any]:
    enough = [one for one in sides if one.is_enough]
    before, after = (
        [v for one in enough for v in one.before],
        [v for one in enough for v in one.after],
    )
    return {
        "before": float(np.mean(before)) if before else None,
        "after": float(np.mean(after)) if after else None,
        "difference": shown(_mean_of([one.change for one in enough], formula), now),
        "too_few": len(enough) < LEAST,
    }


def _rate_change(rates: Sequence[tuple[float, float] | None], now: datetime) -> dict[str, Any]:
    known = [one for one in rates if one is not None]
    return {
        "before": float(np.mean([one[0] for one in known])) if known else None,
        "after": float(np.mean([one[1] for one in known])) if known else None,
        "difference": shown(_mean_of([one[1] - one[0] for one in known], RATE), now),
        "too_few": len(known) < LEAST,
    }


def _mean_of(changes: Sequence[float], formula: str) -> Metric:
    if len(changes) < LEAST:
        return null(formula, len(changes), MetricReason.TOO_FEW_SESSIONS)
    return _renamed(expectancy(Moments.of(np.array(changes, dtype=np.float64))), formula)


def _renamed(told: Metric, formula: str) -> Metric:
    reason = MetricReason.TOO_FEW_SESSIONS if told.reason is MetricReason.NO_TRADES else told.reason
    return Metric(told.value, formula, told.n, told.interval, reason=reason)


def _rating(ratings: FloatArray) -> Metric:
    """The mean rating; its interval ends with the scale, and needs as many ratings as sessions need to be compared."""
    if not len(ratings):
        return null(RATING, 0, MetricReason.NO_RATINGS)
    found = expectancy(Moments.of(ratings))
    if found.interval is None or len(ratings) < LEAST:
        return Metric(found.value, RATING, found.n)
    low, high = max(found.interval.low, 1.0), min(found.interval.high, 5.0)
    return Metric(found.value, RATING, found.n, replace(found.interval, low=low, high=high))


def _effect(
    one: CoachingSession,
    kept: bool | None,
    r: _Sides,
    score: _Sides,
    rates: tuple[float, float] | None,
    *,
    span: timedelta,
    now: datetime,
) -> dict[str, Any]:
    return {
        "session_id": one.id,
        "session_type": one.session_type,
        "finished_at": _ends(one),
        "rating": one.rating,
        "step_kept": kept,
        "trades_before": len(r.before),
        "trades_after": len(r.after),
        "r": shown(_between(r, OF_R), now),
        "adherence": shown(_between(score, OF_ADHERENCE), now),
        "target": one.target,
        "target_before": rates[0] if rates else None,
        "target_after": rates[1] if rates else None,
        "complete": _ends(one) + span <= now,
    }


def _between(sides: _Sides, formula: str) -> Metric:
    after, before = (
        Moments.of(np.array(side, dtype=np.float64)) for side in (sides.after, sides.before)
    )
    found = difference_in_r(after, before)
    if not sides.is_enough:
        return null(formula, found.n, MetricReason.TOO_FEW_TRADES)
    return replace(found, formula=formula)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
