"""Use case: what keeping to plans was worth, in one pass of SQL and kept by the version of the record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, and_, cast, func, literal, select
from sqlalchemy.orm import Session

from backend.features.record.performance.cache import kept
from backend.features.record.performance.figures import shown
from backend.features.record.plans.adherence.schemas import AdherenceSelection
from backend.features.record.plans.adherence.service import Weights, weights_of
from backend.features.record.plans.models import Adherence, AdherenceRule
from backend.features.record.trades import service as trades
from backend.features.record.trades.models import PlanMatch, Trade, TradeStatus
from backend.features.record.trades.schemas import TradeFilter
from backend.quant.aggregates import Moments
from backend.quant.metric import Metric, MetricReason, null
from backend.quant.metrics import difference_in_r, expectancy, proportion

GOOD_SCORE = 80
COMPARED_LEAST = 10  # followed and broken, each: fewer say nothing
MOST_PERIODS = 520
SHARE = "trades that followed the rule / trades for which it is known"
SCORE = "mean adherence score of all trades that have one"

_r = cast(Trade.r_multiple, Float(53))
_score = cast(Adherence.score, Float(53))


def report(
    session: Session, user_id: UUID, selection: AdherenceSelection, *, now: datetime
) -> dict[str, Any]:
    """Score over time; and for each rule the premium of following it, in R with N and interval."""
    return kept(
        session,
        user_id,
        "adherence",
        selection,
        now=now,
        compute=lambda _: _report(session, user_id, selection, now),
    )


def _report(
    session: Session, user_id: UUID, selection: AdherenceSelection, now: datetime
) -> dict[str, Any]:
    weights = weights_of(session, user_id)
    conditions = _conditions(user_id, selection)
    matches = _by_match(session, conditions)
    planned = _moments(matches, (PlanMatch.PLANNED, PlanMatch.DRIFTED))
    unplanned = _moments(matches, (PlanMatch.UNPLANNED, PlanMatch.LATE))
    whole = session.execute(
        select(
            *_sums(literal(value=True)),
            func.count(_score),
            func.coalesce(func.sum(_score), 0.0),
            func.coalesce(func.sum(_score * _score), 0.0),
            *_sums(Adherence.score >= GOOD_SCORE),
            *_sums(Adherence.score < GOOD_SCORE),
            *(rule_sum for rule in AdherenceRule for rule_sum in _rule_sums(rule)),
        )
        .select_from(Adherence)
        .join(Trade, Trade.id == Adherence.trade_id)
        .where(Adherence.user_id == user_id, *conditions)
    ).one()
    good, bad = Moments.from_sums(*whole[6:9]), Moments.from_sums(*whole[9:12])
    counts = {match: matches.get(match, (0,))[0] for match in PlanMatch}
    return {
        **{match.value: many for match, many in counts.items()},
        "scored": whole[3],
        "score": shown(_mean_score(Moments.from_sums(*whole[3:6])), now),
        "premium_of_planning": shown(_premium(planned, unplanned), now),
        "premium_of_adherence": shown(_premium(good, bad), now),
        "rules": [
            _rule(rule, whole[12 + 9 * place : 21 + 9 * place], weights, now)
            for place, rule in enumerate(AdherenceRule)
        ],
        "over_time": _over_time(session, user_id, selection, conditions),
        "weights": weights.shown().model_dump(mode="json"),
    }


def _conditions(user_id: UUID, selection: AdherenceSelection) -> list[ColumnElement[bool]]:
    conditions = [
        Trade.user_id == user_id,
        Trade.trade_type == selection.trade_type,
        Trade.status == TradeStatus.CLOSED,
    ]
    if selection.strategy_id is not None:
        conditions.append(Trade.strategy_id == selection.strategy_id)
    if selection.instrument is not None:
        conditions.append(
            Trade.instrument.in_(trades.symbols_of(TradeFilter(instrument=selection.instrument)))
        )
    return conditions


def _by_match(session: Session, conditions: Sequence[ColumnElement[bool]]) -> dict[str, Any]:
    statement = select(Trade.plan_match, func.count(), *_sums(literal(value=True))).where(
        *conditions
    )
    return {row[0]: row[1:] for row in session.execute(statement.group_by(Trade.plan_match))}


def _moments(matches: dict[str, Any], chosen_matches: Sequence[PlanMatch]) -> Moments:
    sums = [matches[match] for match in chosen_matches if match in matches]
    return Moments.from_sums(*(sum(row[place] for row in sums) for place in (1, 2, 3)))


def _sums(condition: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    """Count, sum and squares of R where a condition holds."""
    return [
        func.count(_r).filter(condition),
        func.coalesce(func.sum(_r).filter(condition), 0.0),
        func.coalesce(func.sum(_r * _r).filter(condition), 0.0),
    ]


def _rule_sums(rule: AdherenceRule) -> list[ColumnElement[Any]]:
    met: Any = getattr(Adherence, rule.value)
    return [
        func.count().filter(met.is_(True)),
        func.count().filter(met.is_(False)),
        func.count().filter(met.is_(None)),
        *_sums(met.is_(True)),
        *_sums(met.is_(False)),
    ]


def _rule(
    rule: AdherenceRule, row: Sequence[Any], weights: Weights, now: datetime
) -> dict[str, Any]:
    followed, broken, unknown = row[:3]
    premium = _premium(Moments.from_sums(*row[3:6]), Moments.from_sums(*row[6:9]))
    return {
        "rule": rule.value,
        "weight": weights.weights[rule.value],
        "followed": followed,
        "broken": broken,
        "unknown": unknown,
        "share": shown(proportion(followed, followed + broken, SHARE), now),
        "premium": shown(premium, now),
    }


def _premium(first: Moments, second: Moments) -> Metric:
    """A difference in R, and null where one side has fewer than ten trades."""
    premium = difference_in_r(first, second)
    if premium.value is not None and premium.n < COMPARED_LEAST:
        return null(premium.formula, premium.n, MetricReason.TOO_FEW_TRADES)
    return premium


def _mean_score(scores: Moments) -> Metric:
    mean = expectancy(scores)
    return Metric(mean.value, SCORE, mean.n, mean.interval, reason=mean.reason)


def _over_time(
    session: Session,
    user_id: UUID,
    selection: AdherenceSelection,
    conditions: Sequence[ColumnElement[bool]],
) -> list[dict[str, Any]]:
    period = func.to_char(func.date_trunc(selection.period.value, Trade.entry_day), "YYYY-MM-DD")
    rows = session.execute(
        select(period.label("period"), func.count(), func.avg(_score))
        .select_from(Adherence)
        .join(Trade, Trade.id == Adherence.trade_id)
        .where(and_(Adherence.user_id == user_id, Adherence.score.is_not(None), *conditions))
        .group_by("period")
        .order_by(period.desc())
        .limit(MOST_PERIODS)
    ).all()
    return [
        {"period": row[0], "trades": row[1], "score": round(float(row[2]), 1)}
        for row in reversed(rows)
    ]
