"""Deterministic checks of a plan: its own figures first, then the rulebook, the open positions and the market."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.types import plain_decimal
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.plans import queries, service
from backend.features.record.plans.models import TradePlan
from backend.features.record.plans.plan_terms import PlanFigures, figures, sign_of
from backend.features.record.plans.schemas import Finding, PlanTerms
from backend.features.record.rulebook import trade_checks as rulebook
from backend.features.record.rulebook.schemas import RuleMark, RuleState
from backend.features.record.rulebook.trade_request import TradeRequest

GOOD_RATIO = Decimal(2)  # twice the risk: right once in three is enough
WEAK_RATIO = Decimal(1)  # less than the risk needs more wins than losses
ROUNDING = Decimal("1.05")  # a stated risk may be rounded


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """A plan with what its checks found."""

    plan: TradePlan
    terms: PlanTerms
    contract: Instrument
    figures: PlanFigures
    findings: tuple[Finding, ...]
    rules: tuple[RuleState, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether something speaks against the plan as it is, whatever an engine would say."""
        checks: Iterable[Finding | RuleState] = chain(self.findings, self.rules)
        return any(check.state == RuleMark.BLOCK for check in checks)


def check_plan(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    *,
    now: datetime,
) -> PlanCheck:
    """Check the version that is frozen now.

    Raises:
        PlanNotFound
    """
    plan = queries.plan(session, user_id, plan_id)
    terms = queries.latest_terms(session, user_id, plan)
    contract = service.contract_of(plan)
    request = TradeRequest(
        contract,
        plan.direction,
        size=terms.position_size,
        entry=terms.reference_entry,
        stop=terms.stop_loss_level,
        target=terms.take_profit_targets[0],
        planned=True,
    )
    rules = rulebook.look(session, user_id, request, now=now).states
    plan_figures = figures(terms, contract)
    own_findings = tuple(findings(terms, plan_figures))
    return PlanCheck(
        plan,
        terms,
        contract,
        plan_figures,
        own_findings,
        tuple(rules),
    )


def findings(terms: PlanTerms, figured: PlanFigures) -> list[Finding]:
    """What a plan's own figures say."""
    return [
        *_reward(figured),
        *_order(terms),
        *_risk(terms, figured),
        *_words(terms),
    ]


def _reward(figured: PlanFigures) -> list[Finding]:
    if not figured.risk_reward:
        reason = "Name the entry, a price or a zone: without it there is no reward to weigh against the risk."
        return [Finding(check="risk_reward", state=RuleMark.UNKNOWN, reason=reason)]
    first = figured.risk_reward[0]
    mark = RuleMark.OK
    if first < WEAK_RATIO:
        mark = RuleMark.BLOCK
    elif first < GOOD_RATIO:
        mark = RuleMark.WARN
    reason = f"The first target pays {plain_decimal(first)} for each 1 of risk."
    return [Finding(check="risk_reward", state=mark, reason=reason, value=plain_decimal(first))]


def _order(terms: PlanTerms) -> list[Finding]:
    targets = list(terms.take_profit_targets)
    if targets == sorted(targets, key=lambda price: price * sign_of(terms)):
        return []
    reason = "The targets are not in order: name the nearest first."
    return [Finding(check="targets_in_order", state=RuleMark.WARN, reason=reason)]


def _risk(terms: PlanTerms, figured: PlanFigures) -> Sequence[Finding]:
    if figured.risk_per_unit is None or terms.risk_amount is None:
        return []
    real = figured.risk_per_unit * terms.position_size
    state = RuleMark.OK
    if real > terms.risk_amount * ROUNDING:
        state = RuleMark.BLOCK
    cost, meant = plain_decimal(real), plain_decimal(terms.risk_amount)
    reason = f"At this size the stop costs {cost}; you meant {meant}."
    return [Finding(check="size_against_risk", state=state, reason=reason, value=cost)]


def _words(terms: PlanTerms) -> list[Finding]:
    missing = []
    if terms.invalidation_criteria is None:
        reason = "Say what would make the idea wrong before the stop is hit."
        missing.append(Finding(check="invalidation", state=RuleMark.WARN, reason=reason))
    if terms.expires_at is None:
        reason = "Say until when the plan is good."
        missing.append(Finding(check="expiry", state=RuleMark.WARN, reason=reason))
    return missing
