"""Strategy pages: a setup's rules as the beginning of a plan, beside what they were worth."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.features.record.performance import rule_outcomes
from backend.features.record.performance.schemas import Selection
from backend.features.record.plans.schemas import PlanTemplate
from backend.features.record.strategies import service as strategies
from backend.features.record.strategies.models import RuleKind


def template(
    session: Session,
    user_id: UUID,
    strategy_id: UUID,
    *,
    now: datetime,
) -> PlanTemplate:
    """A plan that a strategy suggests: its entry rules are the criteria, its exit rules the exit rule.

    Raises:
        StrategyNotFound
    """
    strategy = strategies.read_strategy(session, user_id, strategy_id)
    by_kind: dict[RuleKind, list[str]] = {kind: [] for kind in RuleKind}
    for rule in strategy.rules:
        if rule.active:
            by_kind[RuleKind(rule.kind)].append(rule.statement)
    criteria = by_kind[RuleKind.ENTRY] or by_kind[RuleKind.OTHER]
    outcomes = rule_outcomes.rule_outcomes(session, user_id, strategy_id, Selection(), now=now)
    return PlanTemplate(
        strategy=strategy,
        title=strategy.name,
        setup=strategy.name,
        setup_description=strategy.description or strategy.name,
        entry_criteria=[statement[:300] for statement in criteria[:20]],
        exit_rule="\n".join(by_kind[RuleKind.EXIT])[:5000] or None,
        risk_notes=by_kind[RuleKind.RISK],
        followed_against_broken=outcomes["rules"],
    )
