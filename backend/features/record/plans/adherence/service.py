"""Use cases of adherence: score a trade against its plan, weigh the rules, and say what keeping to plans was worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.db import announce
from backend.core.errors import FieldProblem
from backend.core.rows import owned
from backend.features.record.plans import queries
from backend.features.record.plans.adherence import rules as adherence_rules
from backend.features.record.plans.adherence.rules import Execution, RuleOutcome
from backend.features.record.plans.adherence.schemas import (
    AdherenceOut,
    MarkOut,
    MarkPlan,
    Marks,
    MarkSubject,
    RuleResult,
    SetWeights,
    WeightsOut,
)
from backend.features.record.plans.errors import BadPlan, NotFollowed
from backend.features.record.plans.events import FollowedPlanChanged
from backend.features.record.plans.models import (
    Adherence,
    AdherenceRule,
    AdherenceWeights,
    PlanMark,
    RuleDetail,
    TradePlan,
)
from backend.features.record.plans.schemas import PlanTerms
from backend.features.record.rulebook import trade_checks as rulebook
from backend.features.record.trades import queries as trades
from backend.features.record.trades import record_version
from backend.features.record.trades.models import PlanMatch, Trade
from backend.features.record.trades.projection.event_builder import time_problems
from backend.quant.adherence import Score, adherence_score

# What a plan promises most weighs most: where one is wrong, how much is at risk. Every trader may weigh otherwise.
DEFAULT_WEIGHTS = {
    AdherenceRule.ENTRY: 20,
    AdherenceRule.CRITERIA: 15,
    AdherenceRule.STOP: 25,
    AdherenceRule.SIZE: 15,
    AdherenceRule.EXIT: 10,
    AdherenceRule.INVALIDATION: 5,
    AdherenceRule.RULEBOOK: 10,
}
DEFAULT_HARD = (AdherenceRule.STOP, AdherenceRule.RULEBOOK)
DEFAULT_CAP = 50
LATE_PLAN, NOTHING_KNOWN = "late_plan", "nothing_known"
MOST_MARKS = 500


@dataclass(frozen=True, slots=True)
class Weights:
    """How a trader weighs the rules."""

    weights: dict[str, int]
    hard: tuple[str, ...]
    cap: int

    def shown(self) -> WeightsOut:
        """As the wire has them."""
        return WeightsOut.model_validate(
            {"weights": self.weights, "hard_rules": list(self.hard), "hard_cap": self.cap}
        )

    def score(self, results: Sequence[RuleOutcome]) -> Score:
        """What kept and broken rules come to."""
        return adherence_score(
            {result.rule: result.met for result in results if result.applies},
            self.weights,
            self.hard,
            self.cap,
        )


def weights_of(session: Session, user_id: UUID) -> Weights:
    """The trader's own weights, or those that everybody begins with."""
    own = session.get(AdherenceWeights, user_id)
    weights = {rule.value: weight for rule, weight in DEFAULT_WEIGHTS.items()}
    if own is None:
        return Weights(weights, tuple(rule.value for rule in DEFAULT_HARD), DEFAULT_CAP)
    weights |= {rule: int(own.weights[rule]) for rule in weights if rule in own.weights}
    return Weights(weights, tuple(own.hard_rules), own.hard_cap)


def set_weights(
    session: Session,
    user_id: UUID,
    body: SetWeights,
    *,
    now: datetime,
) -> WeightsOut:
    """Weigh the rules otherwise; every score is computed anew.

    Raises:
        BadPlan: no rule would have a weight.
    """
    before = weights_of(session, user_id)
    given = body.weights or {}
    weights = before.weights | {rule.value: weight for rule, weight in given.items()}
    if not any(weights.values()):
        problem = FieldProblem("weights", "At least one rule needs a weight.", "plan.no_weight")
        raise BadPlan(errors=(problem,))
    hard, cap = before.hard, before.cap
    if body.hard_rules is not None:
        hard = tuple(sorted({rule.value for rule in body.hard_rules}))
    if body.hard_cap is not None:
        cap = body.hard_cap
    after = Weights(weights, hard, cap)
    row: dict[str, object] = {
        "weights": after.weights,
        "hard_rules": list(after.hard),
        "hard_cap": after.cap,
        "updated_at": now,
    }
    statement = insert(AdherenceWeights).values(
        user_id=user_id,
        **row,
    )
    session.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=row))
    session.expire_all()
    _score_all(session, user_id, after, now)
    changed(session, user_id, Resource.SETTINGS)
    return after.shown()


def _score_all(
    session: Session,
    user_id: UUID,
    weights: Weights,
    now: datetime,
) -> None:
    """The same arithmetic as `adherence_score`, in one statement for all trades."""
    values: dict[str, object] = {"user_id": user_id, "cap": weights.cap, "now": now}
    for rule, weight in weights.weights.items():
        values[f"w_{rule}"] = weight
        values[f"h_{rule}"] = rule in weights.hard and weight > 0
    session.execute(_SCORE_ALL, values)
    session.execute(_TO_TRADES, {"user_id": user_id})
    record_version.bump(session, user_id)


def _sum(condition: str) -> str:
    return " + ".join(
        f"case when {condition.format(rule=rule)} then :w_{rule} else 0 end"
        for rule in AdherenceRule
    )


_KNOWN = _sum("a.{rule} is not null")
_MET = _sum("a.{rule}")
_WHOLE = _sum("cast(a.details -> '{rule}' ->> 'applies' as boolean)")
_CAPPED = " or ".join(f"(:h_{rule} and a.{rule} is false)" for rule in AdherenceRule)
_SCORE_ALL = text(f"""
update plan_adherence a set scored_at = :now,
    score = case when a.match = 'late' or sums.known = 0 then null
        else least(sums.value, case when {_CAPPED} then :cap else 100 end) end,
    coverage = case when sums.whole = 0 then 0 else round(cast(100.0 * sums.known / sums.whole as float8)) end
from (
    select a.trade_id, {_KNOWN} as known, {_WHOLE} as whole,
        case when {_KNOWN} > 0 then round(cast(100.0 * ({_MET}) / ({_KNOWN}) as float8)) end as value
    from plan_adherence a where a.user_id = :user_id
) as sums
where sums.trade_id = a.trade_id and a.user_id = :user_id
""")  # noqa: S608  # names of columns
_TO_TRADES = text("""
update trades t set plan_adherence_score = a.score from plan_adherence a
where a.user_id = :user_id and t.id = a.trade_id and t.plan_adherence_score is distinct from a.score
""")


def score(
    session: Session,
    user_id: UUID,
    plan: TradePlan,
    trade: Trade,
    *,
    now: datetime,
    linked_by: str = "link",
) -> Adherence:
    """Measure how a trade kept to its plan, and keep it beside the trade; how it was linked first stays."""
    versions = queries.versions(session, user_id, [plan.id])
    version, match = adherence_rules.match(versions, trade)
    limits = rulebook.check_trade(session, user_id, trade.id, now=now)
    execution = Execution(
        trade,
        trades.events(session, user_id, trade.id),
        queries.marks(session, user_id, plan.id),
        limits.kept,
        limits.broken,
    )
    results = adherence_rules.keep(PlanTerms.model_validate(version.terms), execution)
    scored = weights_of(session, user_id).score(results)
    value = None if match is PlanMatch.LATE else scored.value
    met = {result.rule.value: result.met for result in results}
    row: dict[str, object] = {
        "user_id": user_id,
        "plan_id": plan.id,
        "version": version.number,
        "match": match.value,
        **met,
        "details": {result.rule.value: _detail(result) for result in results},
        "score": value,
        "coverage": scored.coverage,
        "scored_at": now,
    }
    statement = insert(Adherence).values(
        trade_id=trade.id,
        linked_by=linked_by,
        linked_at=now,
        **row,
    )
    session.execute(statement.on_conflict_do_update(index_elements=["trade_id"], set_=row))
    trade.trade_plan_id = plan.id
    trade.plan_match = match.value
    trade.plan_adherence_score = value
    session.flush()
    record_version.bump(session, user_id)
    stored = queries.adherence(session, user_id, trade.id)
    assert stored is not None, "it was stored just now"
    session.refresh(stored)
    return stored


def _detail(result: RuleOutcome) -> RuleDetail:
    return {
        "reason": result.reason,
        "deviation_r": result.deviation_r,
        "applies": result.applies,
    }


def forget(session: Session, user_id: UUID, trade: Trade) -> None:
    """The trade follows no plan."""
    session.execute(
        delete(Adherence).where(
            Adherence.user_id == user_id,
            Adherence.trade_id == trade.id,
        )
    )
    trade.trade_plan_id = None
    trade.plan_match = PlanMatch.UNPLANNED.value
    trade.plan_adherence_score = None
    session.flush()
    record_version.bump(session, user_id)


def mark(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    body: MarkPlan,
    *,
    now: datetime,
) -> None:
    """Keep what the trader says of a plan; the trade that follows it is scored anew.

    Raises:
        PlanNotFound
        BadPlan: there is no such criterion, it is in the future, or there are 500 marks.
    """
    plan = queries.plan(session, user_id, plan_id, lock=True)
    terms = queries.latest_terms(session, user_id, plan)
    time = body.event_time or now
    problems = time_problems(time, now, "event_time")
    if body.subject is MarkSubject.CRITERION and body.place > len(terms.entry_criteria):
        message = "The plan has no such criterion."
        problems.append(FieldProblem("place", message, "plan.no_criterion"))
    if len(queries.marks(session, user_id, plan_id)) >= MOST_MARKS:
        message = "A plan can have 500 marks; this one has them."
        problems.append(FieldProblem("subject", message, "plan.marks_full"))
    if problems:
        raise BadPlan(errors=problems)
    session.add(
        PlanMark(
            plan_id=plan_id,
            user_id=user_id,
            subject=body.subject,
            place=body.place,
            met=body.met,
            note=body.note,
            event_time=time,
            recorded_time=now,
        )
    )
    session.flush()
    if plan.trade_id is not None:
        trade = trades.trade(session, user_id, plan.trade_id, lock=True)
        score(session, user_id, plan, trade, now=now)
        announce(session, FollowedPlanChanged(user_id, plan_id, plan.trade_id))


def list_marks(session: Session, user_id: UUID, plan_id: UUID) -> Marks:
    """Everything that the trader said of a plan.

    Raises:
        PlanNotFound
    """
    plan = queries.plan(session, user_id, plan_id)
    marks = queries.marks(session, user_id, plan.id)
    last = {_subject_of(mark): mark.id for mark in marks}
    items = [
        MarkOut(
            subject=MarkSubject(mark.subject),
            place=mark.place,
            met=mark.met,
            note=mark.note,
            event_time=mark.event_time,
            recorded_time=mark.recorded_time,
            counts=last[_subject_of(mark)] == mark.id,
        )
        for mark in marks
    ]
    return Marks(items=items)


def _subject_of(mark: PlanMark) -> tuple[str, int]:
    """What a mark speaks of: there are several criteria, and one exit."""
    return mark.subject, mark.place if mark.subject == MarkSubject.CRITERION else 1


def read(session: Session, user_id: UUID, plan_id: UUID) -> AdherenceOut:
    """How the trade that followed a plan kept to it.

    Raises:
        PlanNotFound, NotFollowed
    """
    plan = queries.plan(session, user_id, plan_id)
    statement = select(Adherence).where(
        Adherence.user_id == user_id,
        Adherence.plan_id == plan.id,
    )
    return shown(owned(session, statement, NotFollowed), weights_of(session, user_id))


def shown(adherence: Adherence, weights: Weights) -> AdherenceOut:
    """With its reasons and the weights that count now."""
    results = [_result(adherence, rule, weights) for rule in AdherenceRule]
    applying = {
        result.rule.value: result.met
        for result in results
        if adherence.details[result.rule.value]["applies"]
    }
    scored = adherence_score(applying, weights.weights, weights.hard, weights.cap)
    return AdherenceOut(
        trade_id=adherence.trade_id,
        plan_id=adherence.plan_id,
        version=adherence.version,
        match=PlanMatch(adherence.match),
        linked_by=adherence.linked_by,
        score=adherence.score,
        score_reason=_score_reason(adherence),
        coverage=scored.coverage,
        capped_by=[AdherenceRule(rule) for rule in scored.capped_by],
        rules=results,
        scored_at=adherence.scored_at,
    )


def _result(adherence: Adherence, rule: AdherenceRule, weights: Weights) -> RuleResult:
    detail = adherence.details[rule.value]
    weight = 0
    if detail["applies"]:
        weight = weights.weights[rule.value]
    return RuleResult(
        rule=rule,
        met=getattr(adherence, rule.value),
        weight=weight,
        hard=rule.value in weights.hard,
        reason=detail["reason"],
        deviation_r=detail["deviation_r"],
    )


def _score_reason(adherence: Adherence) -> str | None:
    if adherence.match == PlanMatch.LATE:
        return LATE_PLAN
    if adherence.score is None:
        return NOTHING_KNOWN
    return None
