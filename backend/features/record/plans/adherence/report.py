"""Use case: what keeping to plans was worth, in one pass of SQL and kept by the version of the record."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import NamedTuple, TypedDict
from uuid import UUID

from sqlalchemy import ColumnElement, Float, and_, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.core.types import JsonObject
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.figures import MetricDocument, shown
from backend.features.record.plans.adherence.schemas import AdherenceSelection
from backend.features.record.plans.adherence.service import Weights, weights_of
from backend.features.record.plans.models import Adherence, AdherenceRule
from backend.features.record.trades.models import PlanMatch, Trade, TradeStatus
from backend.features.record.trades.trade_list.conditions import of_values
from backend.quant.aggregates import Moments
from backend.quant.metric import Formula, Metric, MetricReason, MetricUnit, null
from backend.quant.metrics import difference_in_r, expectancy, proportion

SumColumn = ColumnElement[int] | ColumnElement[float]
GOOD_SCORE = 80
COMPARED_LEAST = 10  # followed and broken, each: fewer say nothing
MOST_PERIODS = 520
SHARE = Formula("trades that followed the rule / trades for which it is known", MetricUnit.SHARE)
SCORE = Formula("mean adherence score of all trades that have one", MetricUnit.POINTS)

_r = cast(Trade.r_multiple, Float(53))
_score = cast(Adherence.score, Float(53))


class RulePremiumDocument(TypedDict):
    """What `RulePremium` says."""

    rule: str
    weight: int
    followed: int
    broken: int
    unknown: int
    share: MetricDocument
    premium: MetricDocument


class ScorePointDocument(TypedDict):
    """What `ScorePoint` says."""

    period: str
    trades: int
    score: float


class AdherenceDocument(TypedDict):
    """What `AdherenceReport` says."""

    planned: int
    late: int
    drifted: int
    unplanned: int
    scored: int
    score: MetricDocument
    premium_of_planning: MetricDocument
    premium_of_adherence: MetricDocument
    rules: list[RulePremiumDocument]
    over_time: list[ScorePointDocument]
    weights: JsonObject


def report(
    session: Session,
    user_id: UUID,
    selection: AdherenceSelection,
    *,
    now: datetime,
) -> AdherenceDocument:
    """Score over time; and for each rule the premium of following it, in R with N and interval."""
    return cached_report(
        session,
        user_id,
        "adherence",
        selection,
        now=now,
        compute=lambda _: _report(session, user_id, selection, now),
    )


def _report(
    session: Session,
    user_id: UUID,
    selection: AdherenceSelection,
    now: datetime,
) -> AdherenceDocument:
    weights = weights_of(session, user_id)
    conditions = _conditions(user_id, selection)
    matches = _by_match(session, conditions)
    planned = _moments(matches, PlanMatch.PLANNED, PlanMatch.DRIFTED)
    unplanned = _moments(matches, PlanMatch.UNPLANNED, PlanMatch.LATE)
    columns = iter(_scored_sums(session, user_id, conditions))
    scores, good, bad = (_next_moments(columns) for _ in range(3))
    counts = {match: matches.get(match, NO_TRADES).trades for match in PlanMatch}
    return {
        "planned": counts[PlanMatch.PLANNED],
        "late": counts[PlanMatch.LATE],
        "drifted": counts[PlanMatch.DRIFTED],
        "unplanned": counts[PlanMatch.UNPLANNED],
        "scored": scores.n,
        "score": shown(_mean_score(scores), now),
        "premium_of_planning": shown(_premium(planned, unplanned), now),
        "premium_of_adherence": shown(_premium(good, bad), now),
        "rules": [_rule(rule, columns, weights, now) for rule in AdherenceRule],
        "over_time": _over_time(session, user_id, selection, conditions),
        "weights": weights.shown().model_dump(mode="json"),
    }


def _next_moments(columns: Iterator[float]) -> Moments:
    """From the next three columns: count, sum and squares."""
    n, total, squares = islice(columns, 3)
    return Moments.from_sums(int(n), total, squares)


def _scored_sums(
    session: Session,
    user_id: UUID,
    conditions: Sequence[ColumnElement[bool]],
) -> tuple[float, ...]:
    """Three sums each of scores and of R by good and bad scores, then those of each rule."""
    of_rules = chain.from_iterable(map(_rule_sums, AdherenceRule))
    statement = (
        select(
            func.count(_score),
            func.coalesce(func.sum(_score), 0.0),
            func.coalesce(func.sum(_score * _score), 0.0),
            *_sums(Adherence.score >= GOOD_SCORE),
            *_sums(Adherence.score < GOOD_SCORE),
            *of_rules,
        )
        .select_from(Adherence)
        .join(Trade, Trade.id == Adherence.trade_id)
        .where(Adherence.user_id == user_id, *conditions)
    )
    return tuple(session.execute(statement).one())


def _conditions(user_id: UUID, selection: AdherenceSelection) -> list[ColumnElement[bool]]:
    conditions = [
        Trade.user_id == user_id,
        Trade.trade_type == selection.trade_type,
        Trade.status == TradeStatus.CLOSED,
    ]
    if selection.day_from is not None:
        conditions.append(Trade.exit_day >= selection.day_from)
    if selection.day_to is not None:
        conditions.append(Trade.exit_day <= selection.day_to)
    return [*conditions, *of_values(user_id, selection)]


class _MatchSums(NamedTuple):
    """Trades that stand to plans in one way: how many, and count, sum and squares of their R."""

    trades: int
    n: int
    total: float
    squares: float


NO_TRADES = _MatchSums(0, 0, 0.0, 0.0)


def _by_match(session: Session, conditions: Sequence[ColumnElement[bool]]) -> dict[str, _MatchSums]:
    sums = _sums(literal(value=True))
    statement = select(Trade.plan_match, func.count(), *sums).where(*conditions)
    rows = session.execute(statement.group_by(Trade.plan_match))
    return {match: _MatchSums(*sums) for match, *sums in rows}


def _moments(matches: dict[str, _MatchSums], first: PlanMatch, second: PlanMatch) -> Moments:
    """The R of trades that stand to plans in one of two ways."""
    one_way = matches.get(first, NO_TRADES)
    other_way = matches.get(second, NO_TRADES)
    return Moments.from_sums(
        one_way.n + other_way.n,
        one_way.total + other_way.total,
        one_way.squares + other_way.squares,
    )


def _sums(condition: ColumnElement[bool]) -> list[SumColumn]:
    """Count, sum and squares of R where a condition holds."""
    return [
        func.count(_r).filter(condition),
        func.coalesce(func.sum(_r).filter(condition), 0.0),
        func.coalesce(func.sum(_r * _r).filter(condition), 0.0),
    ]


def _rule_sums(rule: AdherenceRule) -> list[SumColumn]:
    met: InstrumentedAttribute[bool | None] = getattr(Adherence, rule.value)
    return [
        func.count().filter(met.is_(True)),
        func.count().filter(met.is_(False)),
        func.count().filter(met.is_(None)),
        *_sums(met.is_(True)),
        *_sums(met.is_(False)),
    ]


def _rule(
    rule: AdherenceRule,
    columns: Iterator[float],
    weights: Weights,
    now: datetime,
) -> RulePremiumDocument:
    """What one rule was worth, by the next nine columns."""
    followed, broken, unknown = (int(count) for count in islice(columns, 3))
    r_followed = _next_moments(columns)
    r_broken = _next_moments(columns)
    premium = _premium(r_followed, r_broken)
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
    return Metric(
        mean.value,
        SCORE,
        mean.n,
        mean.interval,
        reason=mean.reason,
    )


def _over_time(
    session: Session,
    user_id: UUID,
    selection: AdherenceSelection,
    conditions: Sequence[ColumnElement[bool]],
) -> list[ScorePointDocument]:
    period = func.to_char(func.date_trunc(selection.period.value, Trade.entry_day), "YYYY-MM-DD")
    rows = session.execute(
        select(
            period.label("period"),
            func.count().label("trades"),
            func.avg(_score).label("score"),
        )
        .select_from(Adherence)
        .join(Trade, Trade.id == Adherence.trade_id)
        .where(
            and_(
                Adherence.user_id == user_id,
                Adherence.score.is_not(None),
                *conditions,
            )
        )
        .group_by("period")
        .order_by(period.desc())
        .limit(MOST_PERIODS)
    ).all()
    return [
        {"period": row.period, "trades": row.trades, "score": round(float(row.score), 1)}
        for row in reversed(rows)
    ]
