"""Use case: trades that kept the rules of a strategy against trades that broke them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Float, cast, func, literal, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.documents import (
    RuleOutcomeDocument,
    RuleOutcomesDocument,
    SideDocument,
)
from backend.features.record.performance.figures import shown
from backend.features.record.performance.report import in_currency
from backend.features.record.performance.schemas import Selection
from backend.features.record.performance.selection import closed, usable
from backend.features.record.strategies import service as strategies
from backend.features.record.strategies.models import RuleCheck, StrategyRule
from backend.features.record.trades.models import Strategy, Trade
from backend.quant.aggregates import Moments
from backend.quant.metrics import difference_in_r, expectancy

SumColumn = ColumnElement[int] | ColumnElement[Decimal | None] | ColumnElement[float]
_r = cast(Trade.r_multiple, Float(53))


def rule_outcomes(
    session: Session,
    user_id: UUID,
    strategy_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> RuleOutcomesDocument:
    """What keeping and breaking the rules of a strategy came to.

    Raises:
        StrategyNotFound
    """
    strategy = strategies.strategy(session, user_id, strategy_id)
    selection = in_currency(session, user_id, selection)
    selection = selection.model_copy(update={"strategy_id": [strategy.id]})
    return cached_report(
        session,
        user_id,
        "rules",
        selection,
        now=now,
        compute=lambda version: _rule_outcomes(session, user_id, strategy, selection, version, now),
    )


def _rule_outcomes(
    session: Session,
    user_id: UUID,
    strategy: Strategy,
    selection: Selection,
    version: int,
    now: datetime,
) -> RuleOutcomesDocument:
    conditions = (*closed(user_id, selection), usable(selection.currency or ""))
    by_rule = _sides_by_rule(session, user_id, conditions)
    together = _sides_together(session, user_id, conditions)
    statement = select(StrategyRule).where(
        StrategyRule.user_id == user_id,
        StrategyRule.strategy_id == strategy.id,
    )
    nobody = _Side()
    outcomes = []
    for rule in session.scalars(statement.order_by(StrategyRule.position)):
        followed = by_rule.get((rule.id, True), nobody)
        broken = by_rule.get((rule.id, False), nobody)
        if rule.active or followed.trades or broken.trades:
            outcomes.append(_outcome(str(rule.id), rule.statement, followed, broken, now))
    all_followed = together.get(True, nobody)
    some_broken = together.get(False, nobody)
    return {
        "strategy_id": str(strategy.id),
        "currency": selection.currency or "",
        "as_of": iso(now),
        "version": version,
        "unchecked": together.get(None, nobody).trades,
        "together": _outcome(None, "All rules", all_followed, some_broken, now),
        "rules": outcomes,
    }


@dataclass(frozen=True, slots=True)
class _Side:
    """Trades on one side of a rule: their money; and count, sum and squares of their R."""

    trades: int = 0
    net: Decimal = Decimal(0)
    with_r: int = 0
    r_sum: float = 0.0
    r_squares: float = 0.0

    @property
    def r(self) -> Moments:
        return Moments.from_sums(self.with_r, self.r_sum, self.r_squares)


def _side_sums() -> list[SumColumn]:
    """What `_Side` takes."""
    zero = literal(0.0)
    return [
        func.count(),
        func.coalesce(func.sum(Trade.pnl_account), 0),
        func.count(_r),
        func.coalesce(func.sum(_r), zero),
        func.coalesce(func.sum(_r * _r), zero),
    ]


def _sides_by_rule(
    session: Session,
    user_id: UUID,
    conditions: Sequence[ColumnElement[bool]],
) -> dict[tuple[UUID, bool], _Side]:
    """Trades that kept a rule, and trades that broke it."""
    statement = (
        select(RuleCheck.rule_id, RuleCheck.followed, *_side_sums())
        .join(Trade, Trade.id == RuleCheck.trade_id)
        .where(*conditions, RuleCheck.user_id == user_id)
        .group_by(RuleCheck.rule_id, RuleCheck.followed)
    )
    rows = session.execute(statement)
    return {(rule_id, followed): _Side(*sums) for rule_id, followed, *sums in rows}


def _sides_together(
    session: Session,
    user_id: UUID,
    conditions: Sequence[ColumnElement[bool]],
) -> dict[bool | None, _Side]:
    """Trades that kept all rules, trades that broke one, and under null those that were not checked."""
    judged = (
        select(RuleCheck.trade_id, func.bool_and(RuleCheck.followed).label("all_kept"))
        .where(RuleCheck.user_id == user_id)
        .group_by(RuleCheck.trade_id)
        .subquery()
    )
    statement = (
        select(judged.c.all_kept, *_side_sums())
        .select_from(Trade)
        .outerjoin(judged, judged.c.trade_id == Trade.id)
        .where(*conditions)
        .group_by(judged.c.all_kept)
    )
    return {all_kept: _Side(*sums) for all_kept, *sums in session.execute(statement)}


def _outcome(
    rule_id: str | None,
    statement: str,
    followed: _Side,
    broken: _Side,
    now: datetime,
) -> RuleOutcomeDocument:
    difference = difference_in_r(followed.r, broken.r)
    return {
        "rule_id": rule_id,
        "statement": statement,
        "followed": _side(followed, now),
        "broken": _side(broken, now),
        "difference_in_r": shown(difference, now),
    }


def _side(side: _Side, now: datetime) -> SideDocument:
    return {
        "trades": side.trades,
        "net": plain_decimal(Decimal(side.net)),
        "expectancy": shown(expectancy(side.r), now),
    }
