"""Use cases that bring plans and trades together: execute, link, take apart, suggest; and the port that trades ask."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.types import plain_decimal
from backend.core.validation import refusal_of
from backend.features.content.media.service import Links
from backend.features.record.plans import queries, service
from backend.features.record.plans.adherence import rules as adherence_rules
from backend.features.record.plans.adherence import service as adherence
from backend.features.record.plans.errors import NotFollowed, TradeFollowsAnother
from backend.features.record.plans.models import PlanStatus, TradePlan
from backend.features.record.plans.plan_terms import sign_of
from backend.features.record.plans.schemas import ExecutePlan, LinkTrade, Suggestion, Terms
from backend.features.record.trades import queries as trades
from backend.features.record.trades import service as record
from backend.features.record.trades.errors import BadTrade, PlanDoesNotFit, PlanSettled
from backend.features.record.trades.events import RecordWillShrink, TradeChanged, TradeClosed
from backend.features.record.trades.models import PlanMatch, Trade
from backend.features.record.trades.schemas import LogTrade

RECENT = timedelta(days=30)  # older trades are not suggested: nobody remembers
WRITTEN_AFTER = timedelta(
    days=1
)  # a plan that was written this long after a fill may still be a late one of it
MOST_SUGGESTED = 50
LIKELY = 50  # of 100: below it a suggestion is a guess


class LivingPlans:
    """The plans as the trading record asks for them."""

    def hold(self, session: Session, user_id: UUID, plan_id: UUID, *, now: datetime) -> None:
        """Keep a pending plan for a trade that is about to be logged; of two that try at once, one waits and loses.

        Raises:
            PlanNotFound, PlanSettled
        """
        if not service.is_pending(queries.plan(session, user_id, plan_id, lock=True), now):
            raise PlanSettled

    def follow(
        self,
        session: Session,
        user_id: UUID,
        plan_id: UUID,
        trade_id: UUID,
        *,
        now: datetime,
    ) -> None:
        """The trade was logged: the plan is executed by it.

        Raises:
            PlanDoesNotFit: another instrument or direction.
        """
        plan = queries.plan(session, user_id, plan_id)
        trade = trades.trade(session, user_id, trade_id)
        _follow(session, user_id, plan, trade, "told", now)


def execute(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    body: ExecutePlan,
    links: Links,
    *,
    news: News,
    plans: LivingPlans,
    now: datetime,
) -> dict[str, Any]:
    """Make the plan a trade. Of two executions at once, one wins.

    Raises:
        PlanNotFound
        PlanSettled: executed, cancelled or expired.
        BadTrade: no entry price is given and the plan names none; or figures that do not fit.
        AccountNotFound, StrategyNotFound: of the plan, gone since.
    """
    plan = queries.plan(session, user_id, plan_id, lock=True)
    if not service.is_pending(plan, now):
        raise PlanSettled
    terms = Terms.model_validate(queries.latest(session, user_id, [plan])[plan.id].terms)
    filled, missing = _draft(terms, plan, body, now)
    if missing:
        message = "The plan names no single price: say at what price you were filled."
        raise BadTrade(errors=(FieldProblem("entry_price", message, "plan.entry_price_missing"),))
    try:
        trade = LogTrade.model_validate(filled)
    except ValidationError as error:
        raise refusal_of(error) from None
    contract = service.contract_of(plan)
    trade_id, shown = record.log_trade(
        session,
        user_id,
        trade,
        news=news,
        now=now,
        source="plan",
        contract=contract,
        plans=plans,
    )
    executed = queries.plan(session, user_id, plan_id)
    linked = queries.adherence(session, user_id, trade_id)
    if linked is not None:
        linked.linked_by = "execution"
        session.flush()
    return {"plan": service.shown(session, user_id, [executed], links, now)[0], "trade": shown}


def draft(session: Session, user_id: UUID, plan_id: UUID, *, now: datetime) -> dict[str, Any]:
    """The trade that a plan would become.

    Raises:
        PlanNotFound
    """
    plan = queries.plan(session, user_id, plan_id)
    terms = Terms.model_validate(queries.latest(session, user_id, [plan])[plan.id].terms)
    filled, missing = _draft(terms, plan, ExecutePlan(), now)
    trade = LogTrade.model_construct(**filled).model_dump(mode="json", include=set(filled))
    return {"trade": trade, "missing": missing}


def _draft(
    terms: Terms,
    plan: TradePlan,
    body: ExecutePlan,
    now: datetime,
) -> tuple[dict[str, Any], list[str]]:
    """The plan as a trade, with what was given in the place of what was planned."""
    planned = terms.reference_entry
    if terms.zone is not None and terms.zone[0] == terms.zone[1]:
        single = planned
    else:
        single = None
    entry = body.entry_price if body.entry_price is not None else single
    sign = sign_of(terms)
    beyond = [
        target
        for target in terms.take_profit_targets
        if entry is None or (target - entry) * sign > 0
    ]
    target = min(beyond, key=lambda price: price * sign) if beyond else None
    values = {
        "instrument": terms.instrument,
        "direction": terms.direction,
        "entry_price": entry,
        "entry_time": body.entry_time or now,
        "position_size": body.position_size or terms.position_size,
        "stop_price": body.stop_price or terms.stop_loss_level,
        "target_price": body.target_price or target,
        "planned_entry_price": planned,
        "fees": body.fees,
        "trade_type": terms.trade_type,
        "account_id": terms.account_id,
        "strategy_id": terms.strategy_id,
        "setup": terms.setup,
        "trade_plan_id": plan.id,
        "conversation_id": plan.conversation_id,
        "emotional_state": body.emotional_state,
        "pattern_tags": body.pattern_tags,
        "notes": body.notes,
    }
    return {name: value for name, value in values.items() if value is not None}, [] if entry else [
        "entry_price"
    ]


def link(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    body: LinkTrade,
    links: Links,
    *,
    news: News,
    now: datetime,
) -> dict[str, Any]:
    """Say that a trade followed a plan, also afterwards. What counts is the version that was alive at the first fill.

    Raises:
        PlanNotFound, TradeNotFound
        PlanSettled: another trade follows it.
        TradeFollowsAnother
        PlanDoesNotFit: another instrument or direction, or the plan was over before the fill.
    """
    plan = queries.plan(session, user_id, plan_id, lock=True)
    trade = trades.trade(session, user_id, body.trade_id, lock=True)
    if plan.trade_id is not None:
        raise PlanSettled
    if trade.trade_plan_id is not None:
        raise TradeFollowsAnother
    over = plan.cancelled_at or plan.expires_at
    if over is not None and over <= trade.entry_time:
        problem = FieldProblem(
            "trade_id",
            "The plan was over before this trade was entered.",
            "plan.over_before_fill",
        )
        raise PlanDoesNotFit(errors=(problem,))
    _follow(session, user_id, plan, trade, "link", now)
    news.publish(session, TradeChanged(user_id, trade.id, None, now))
    return {"plan": service.shown(session, user_id, [plan], links, now)[0], "trade": trade}


def unlink(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    links: Links,
    *,
    news: News,
    now: datetime,
) -> Any:
    """Take plan and trade apart, for a link by mistake. The plan is what it was before: pending, cancelled or expired.

    Raises:
        PlanNotFound, NotFollowed
    """
    plan = queries.plan(session, user_id, plan_id, lock=True)
    if plan.trade_id is None:
        raise NotFollowed
    trade = trades.trade(session, user_id, plan.trade_id, lock=True)
    _reopen(plan, now)
    adherence.forget(session, user_id, trade)
    news.publish(session, TradeChanged(user_id, trade.id, None, now))
    return service.shown(session, user_id, [plan], links, now)[0]


def rescore(session: Session, news: TradeChanged | TradeClosed) -> None:
    """A trade that follows a plan changed: its adherence may have."""
    if news.plan_id is None:
        return
    plan = queries.plan(session, news.user_id, news.plan_id)
    trade = trades.trade(session, news.user_id, news.trade_id)
    adherence.score(session, news.user_id, plan, trade, now=news.at)


def release(session: Session, news: RecordWillShrink) -> None:
    """A trade that was never made leaves its plan as it was before."""
    if not news.is_whole:
        return
    statement = queries.plans_of(news.user_id).where(TradePlan.trade_id == news.trade_id)
    plan = session.scalars(statement.with_for_update()).one_or_none()
    if plan is not None:
        _reopen(plan, news.at)
        session.flush()


def _reopen(plan: TradePlan, now: datetime) -> None:
    plan.trade_id, plan.executed_at, plan.updated_at = None, None, now
    plan.status = PlanStatus.CANCELLED if plan.cancelled_at is not None else PlanStatus.PENDING
    plan.status = service.status_of(plan, now)


def _follow(
    session: Session,
    user_id: UUID,
    plan: TradePlan,
    trade: Trade,
    linked_by: str,
    now: datetime,
) -> None:
    problems = []
    if trade.instrument != plan.instrument:
        message = f"The plan is for {plan.instrument}, the trade in {trade.instrument}."
        problems.append(FieldProblem("instrument", message, "plan.other_instrument"))
    if trade.direction != plan.direction:
        message = f"The plan is {plan.direction}, the trade {trade.direction}."
        problems.append(FieldProblem("direction", message, "plan.other_direction"))
    planned = queries.latest(session, user_id, [plan])[plan.id].terms["trade_type"]
    if trade.trade_type != planned:
        message = f"The plan is for a {planned} trade, and this one is {trade.trade_type}."
        problems.append(FieldProblem("trade_type", message, "plan.other_type"))
    if problems:
        raise PlanDoesNotFit(errors=problems)
    plan.status, plan.trade_id = PlanStatus.EXECUTED, trade.id
    plan.executed_at, plan.updated_at = trade.entry_time, now
    session.flush()
    adherence.score(session, user_id, plan, trade, now=now, linked_by=linked_by)


def suggestions(session: Session, user_id: UUID, *, now: datetime) -> list[Suggestion]:
    """Trades of the last month without a plan, and plans without a trade, that look alike; the likeliest first."""
    together = and_(
        TradePlan.user_id == Trade.user_id,
        TradePlan.instrument == Trade.instrument,
        TradePlan.direction == Trade.direction,
        TradePlan.created_at <= Trade.entry_time + WRITTEN_AFTER,
        or_(TradePlan.expires_at.is_(None), TradePlan.expires_at > Trade.entry_time),
        or_(TradePlan.cancelled_at.is_(None), TradePlan.cancelled_at > Trade.entry_time),
    )
    statement = (
        select(Trade, TradePlan)
        .join(TradePlan, together)
        .where(
            Trade.user_id == user_id,
            Trade.trade_plan_id.is_(None),
            Trade.entry_time >= now - RECENT,
        )
        .where(TradePlan.trade_id.is_(None))
        .order_by(Trade.entry_time.desc(), TradePlan.created_at.desc())
        .limit(10 * MOST_SUGGESTED)
    )
    pairs = [(trade, plan) for trade, plan in session.execute(statement)]
    versions: dict[UUID, list[Any]] = {}
    for version in queries.versions(session, user_id, sorted({plan.id for _, plan in pairs})):
        versions.setdefault(version.plan_id, []).append(version)
    alike = [
        _suggestion(trade, plan, versions[plan.id])
        for trade, plan in pairs
        if versions[plan.id][-1].terms["trade_type"] == trade.trade_type
    ]
    likely = sorted(
        (suggestion for suggestion in alike if suggestion.likeness >= LIKELY),
        key=lambda suggestion: -suggestion.likeness,
    )
    return _each_once(likely)[:MOST_SUGGESTED]


def _each_once(candidates: Sequence[Suggestion]) -> list[Suggestion]:
    """The likeliest pair of each trade and of each plan."""
    firsts: list[Suggestion] = []
    taken: set[UUID] = set()
    for suggestion in candidates:
        if suggestion.trade_id not in taken and suggestion.plan_id not in taken:
            taken |= {suggestion.trade_id, suggestion.plan_id}
            firsts.append(suggestion)
    return firsts


def _suggestion(trade: Trade, plan: TradePlan, versions: Sequence[Any]) -> Suggestion:
    """Half of the likeness is the price, then the time, then the size."""
    version, match = adherence_rules.match(versions, trade)
    terms = Terms.model_validate(version.terms)
    because, likeness = [f"{plan.instrument} {plan.direction}"], 0.0
    edge = terms.reference_entry
    if terms.zone is not None and edge is not None:
        low, high = terms.zone
        away = max(low - trade.entry_price, trade.entry_price - high, Decimal(0)) / abs(
            edge - terms.stop_loss_level
        )
        likeness += 50 * max(0.0, 1 - float(away))
        where = "within" if away == 0 else f"{away.quantize(Decimal('0.01'))} R from"
        because.append(f"filled at {plain_decimal(trade.entry_price)}, {where} the planned entry")
    else:
        likeness += 25
    hours = abs((trade.entry_time - version.frozen_at).total_seconds()) / 3600
    likeness += 30 / (1 + hours / 8)
    because.append(
        f"written {'after' if match is PlanMatch.LATE else 'before'} the fill, {iso(version.frozen_at)}"
    )
    if trade.max_size <= terms.position_size:
        likeness += 20 * float(trade.max_size / terms.position_size)
        because.append(
            f"size {plain_decimal(trade.max_size)} of {plain_decimal(terms.position_size)}"
        )
    return Suggestion(
        trade_id=trade.id,
        plan_id=plan.id,
        title=plan.title,
        match=match,
        version=version.number,
        likeness=min(100, round(likeness)),
        because=because,
    )
