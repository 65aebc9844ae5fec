"""Use cases that bring plans and trades together: execute, link, take apart, suggest; and the port that trades ask."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.sql_json import Rendered
from backend.core.types import plain_decimal
from backend.core.validation import refusal_of
from backend.features.content.media.service import Links
from backend.features.record.plans import queries, service
from backend.features.record.plans.adherence import service as adherence
from backend.features.record.plans.errors import NotFollowed, TradeFollowsAnother
from backend.features.record.plans.models import PlanStatus, TradePlan
from backend.features.record.plans.plan_terms import sign_of
from backend.features.record.plans.schemas import (
    ExecutePlan,
    LinkTrade,
    PlanOut,
    PlanTerms,
)
from backend.features.record.trades import queries as trades
from backend.features.record.trades import service as record
from backend.features.record.trades.errors import BadTrade, PlanDoesNotFit, PlanSettled
from backend.features.record.trades.events import (
    RecordWillShrink,
    TradeChanged,
    TradeClosed,
    TradeReturned,
)
from backend.features.record.trades.models import Trade
from backend.features.record.trades.projection.prices import read_prices
from backend.features.record.trades.schemas import LogTrade, TradeSource

EXECUTION_PRICES = ("entry_price", "stop_price", "target_price")


class LivingPlans:
    """The plans as the trading record asks for them."""

    def hold(
        self,
        session: Session,
        user_id: UUID,
        plan_id: UUID,
        *,
        now: datetime,
    ) -> None:
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


@dataclass(frozen=True, slots=True)
class ExecutedPlan:
    """A plan, and the trade that it became."""

    plan: PlanOut
    trade: Trade | Rendered


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
) -> ExecutedPlan:
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
    terms = queries.latest_terms(session, user_id, plan)
    filled = _draft(terms, plan, body, now)
    if "entry_price" not in filled:
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
        source=TradeSource.PLAN,
        contract=contract,
        plans=plans,
    )
    executed = queries.plan(session, user_id, plan_id)
    linked = queries.adherence(session, user_id, trade_id)
    if linked is not None:
        linked.linked_by = "execution"
        session.flush()
    (plan_shown,) = service.shown(session, user_id, [executed], links, now)
    return ExecutedPlan(plan_shown, shown)


@dataclass(frozen=True, slots=True)
class TradeDraft:
    """The trade that a plan would become, and what is missing before it can be logged."""

    trade: dict[str, object]
    missing: list[str]


def draft(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    *,
    now: datetime,
) -> TradeDraft:
    """The trade that a plan would become.

    Raises:
        PlanNotFound
    """
    plan = queries.plan(session, user_id, plan_id)
    terms = queries.latest_terms(session, user_id, plan)
    filled = _draft(terms, plan, ExecutePlan(), now)
    construct: Callable[..., LogTrade] = LogTrade.model_construct  # with whatever is known by now
    trade = construct(**filled).model_dump(mode="json", include=set(filled))
    missing = [] if "entry_price" in filled else ["entry_price"]
    return TradeDraft(trade, missing)


def _draft(
    terms: PlanTerms,
    plan: TradePlan,
    body: ExecutePlan,
    now: datetime,
) -> dict[str, object]:
    """The plan as a trade, with what was given in the place of what was planned; without what nobody said."""
    prices = read_prices(
        service.contract_of(plan), {name: getattr(body, name) for name in EXECUTION_PRICES}
    )
    planned = terms.reference_entry
    entry = prices["entry_price"]
    if entry is None and terms.zone is not None and terms.zone[0] == terms.zone[1]:
        entry = planned
    stop = prices["stop_price"]
    if stop is None:
        stop = terms.stop_loss_level
    target = prices["target_price"]
    if target is None:
        target = _nearest_target(terms, entry)
    values = {
        "instrument": terms.instrument,
        "direction": terms.direction,
        "entry_price": _written(entry),
        "entry_time": body.entry_time or now,
        "position_size": body.position_size or terms.position_size,
        "stop_price": _written(stop),
        "target_price": _written(target),
        "planned_entry_price": _written(planned),
        "fees": body.fees,
        "fee_currency": body.fee_currency,
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
    return {name: value for name, value in values.items() if value is not None}


def _written(price: Decimal | None) -> str | None:
    if price is None:
        return None
    return plain_decimal(price)


def _nearest_target(terms: PlanTerms, entry: Decimal | None) -> Decimal | None:
    """The first target that lies beyond the entry; null where none does."""
    sign = sign_of(terms)
    targets = sorted(terms.take_profit_targets, key=lambda price: price * sign)
    for target in targets:
        if entry is None or (target - entry) * sign > 0:
            return target
    return None


def link(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    body: LinkTrade,
    links: Links,
    *,
    news: News,
    now: datetime,
) -> ExecutedPlan:
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
    (plan_shown,) = service.shown(session, user_id, [plan], links, now)
    return ExecutedPlan(plan_shown, trade)


def unlink(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    links: Links,
    *,
    news: News,
    now: datetime,
) -> PlanOut:
    """Take plan and trade apart, for a link by mistake. The plan is what it was before: pending, cancelled or expired.

    Raises:
        PlanNotFound, NotFollowed
    """
    plan = queries.plan(session, user_id, plan_id, lock=True)
    if plan.trade_id is None:
        raise NotFollowed
    trade = trades.trade(session, user_id, plan.trade_id, lock=True)
    _reopen(plan, now)
    service.tell(session, plan)
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
        service.tell(session, plan)


def follow_again(session: Session, news: TradeReturned) -> None:
    """A trade that was deleted is back: it follows its plan again, unless that is gone or another trade's by now."""
    trade = trades.trade(session, news.user_id, news.trade_id, lock=True)
    if trade.trade_plan_id is None:
        return
    statement = queries.plans_of(news.user_id).where(TradePlan.id == trade.trade_plan_id)
    plan = session.scalars(statement.with_for_update()).one_or_none()
    if plan is None or plan.trade_id not in (None, trade.id):
        adherence.forget(session, news.user_id, trade)
        return
    plan.status = PlanStatus.EXECUTED
    plan.trade_id = trade.id
    plan.executed_at = trade.entry_time
    plan.updated_at = news.at
    session.flush()


def _reopen(plan: TradePlan, now: datetime) -> None:
    plan.trade_id = None
    plan.executed_at = None
    plan.updated_at = now
    plan.status = PlanStatus.PENDING
    if plan.cancelled_at is not None:
        plan.status = PlanStatus.CANCELLED
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
    planned = queries.latest_terms(session, user_id, plan).trade_type
    if trade.trade_type != planned:
        message = f"The plan is for a {planned} trade, and this one is {trade.trade_type}."
        problems.append(FieldProblem("trade_type", message, "plan.other_type"))
    if problems:
        raise PlanDoesNotFit(errors=problems)
    plan.status = PlanStatus.EXECUTED
    plan.trade_id = trade.id
    plan.executed_at = trade.entry_time
    plan.updated_at = now
    session.flush()
    service.tell(session, plan)
    adherence.score(session, user_id, plan, trade, now=now, linked_by=linked_by)
