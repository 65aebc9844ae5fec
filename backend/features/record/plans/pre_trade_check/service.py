"""Use cases of the interlock: may this trade be made? And whether its answers were heeded."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from backend.core.clock import iso
from backend.core.events import News
from backend.core.ids import new_id
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.performance.figures import MetricDocument, shown
from backend.features.record.plans import queries
from backend.features.record.plans.models import InterlockCheck, TradePlan
from backend.features.record.plans.pre_trade_check.schemas import CheckOut, CheckTrade, PlanAlive
from backend.features.record.plans.schemas import PlanTerms
from backend.features.record.rulebook import session_state
from backend.features.record.rulebook import trade_checks as rulebook
from backend.features.record.rulebook.evaluation import against, unchecked
from backend.features.record.rulebook.schemas import Decision, RuleMark
from backend.features.record.rulebook.trade_request import TradeRequest
from backend.features.record.trades.models import Trade, TradeDirection, TradeType
from backend.features.record.trades.projection.prices import read_prices
from backend.quant.metric import Formula, MetricUnit
from backend.quant.metrics import proportion

PRICES = ("entry_price", "stop_price", "target_price")
HEEDED_WITHIN = timedelta(minutes=30)
MOST_CHECKS = 2_000
_ALIVE = (
    select(TradePlan.id)
    .where(
        TradePlan.user_id == bindparam("user_id"),
        TradePlan.instrument == bindparam("symbol"),
        TradePlan.direction == bindparam("direction"),
        queries.is_alive(bindparam("now")),
    )
    .order_by(TradePlan.created_at.desc())
    .limit(1)
)
_BINDING = select(
    rulebook.has_rules(bindparam("user_id")),
    _ALIVE.scalar_subquery(),
)  # built once: every answer asks
HEEDED = Formula("blocks that no such trade followed within 30 minutes / blocks", MetricUnit.SHARE)


def check(
    session: Session,
    user_id: UUID,
    body: CheckTrade,
    *,
    news: News,
    now: datetime,
    source: str = "rest",
) -> CheckOut:
    """Weigh a trade before it is made, and keep question and answer.

    Raises:
        UnknownInstrument
        PlanNotFound: the plan that is named.
        BadTrade: a price that the instrument cannot have.
    """
    contract = custom_instruments.contract_for(session, user_id, body.instrument)
    plan = _plan(session, user_id, body, contract.symbol, now)
    request = asked_of(session, user_id, body, contract, plan)
    evaluation = rulebook.weigh_now(session, user_id, request, news=news, now=now)
    row = InterlockCheck(
        id=new_id(),
        user_id=user_id,
        instrument=contract.symbol,
        direction=body.direction,
        asked=body.model_dump(mode="json", exclude_none=True),
        decision=evaluation.decision,
        rules=[state.model_dump(mode="json") for state in evaluation.states],
        source=source,
        checked_at=now,
    )
    session.add(row)
    session.flush()
    plan_alive = None
    if plan is not None:
        plan_alive = PlanAlive(id=plan.id, title=plan.title, version=plan.version)
    return CheckOut(
        id=row.id,
        decision=evaluation.decision,
        reasons=against(evaluation.states),
        unchecked=unchecked(evaluation.standing.book, evaluation.states, evaluation.risk),
        rules=evaluation.states,
        state=session_state.state_of(evaluation.brakes, evaluation.standing, evaluation.figures),
        plan=plan_alive,
        risk_amount=evaluation.risk,
        overridden_until=evaluation.overridden_until,
        checked_at=now,
    )


def living_plan(
    session: Session,
    user_id: UUID,
    symbol: str,
    direction: str,
    now: datetime,
) -> TradePlan | None:
    """The latest plan that is alive for an instrument and direction."""
    plans = queries.living(session, user_id, now, instrument=symbol)
    return next((plan for plan in plans if plan.direction == direction), None)


def binding(
    session: Session,
    user_id: UUID,
    symbol: str,
    direction: str,
    now: datetime,
) -> tuple[bool, TradePlan | None]:
    """Whether a trader has rules of their own, and the latest living plan for a trade: in one statement for most."""
    values = {"user_id": user_id, "symbol": symbol, "direction": direction, "now": now}
    has_rules, plan_id = session.execute(_BINDING, values).one()
    if plan_id is None:
        return has_rules, None
    return has_rules, queries.plan(session, user_id, plan_id)


def _plan(
    session: Session,
    user_id: UUID,
    body: CheckTrade,
    symbol: str,
    now: datetime,
) -> TradePlan | None:
    if body.plan_id is None:
        return living_plan(session, user_id, symbol, body.direction, now)
    queries.plan(session, user_id, body.plan_id)
    plans = queries.living(session, user_id, now, instrument=symbol)
    for plan in plans:
        if plan.id == body.plan_id and plan.direction == body.direction:
            return plan
    return None


def asked_of(
    session: Session,
    user_id: UUID,
    body: CheckTrade,
    contract: Instrument,
    plan: TradePlan | None,
) -> TradeRequest:
    """What was said; where nothing was, the plan fills it in.

    Raises:
        BadTrade: a price that the instrument cannot have.
    """
    prices = read_prices(contract, {name: getattr(body, name) for name in PRICES})
    distance = None
    if body.stop_ticks is not None:
        distance = body.stop_ticks * contract.tick_size
    stop = prices["stop_price"]
    if stop is None:
        stop = _stop_away(prices["entry_price"], distance, body.direction)
    request = TradeRequest(
        contract,
        body.direction,
        size=body.position_size,
        entry=prices["entry_price"],
        stop=stop,
        stop_distance=distance,
        target=prices["target_price"],
        planned=plan is not None,
    )
    if plan is None:
        return request
    return _completed(request, queries.latest_terms(session, user_id, plan))


def _stop_away(
    entry: Decimal | None,
    distance: Decimal | None,
    direction: TradeDirection,
) -> Decimal | None:
    """The stop as a price, where it follows from the entry."""
    if distance is None or entry is None:
        return None
    if direction == TradeDirection.LONG:
        return entry - distance
    return entry + distance


def _completed(request: TradeRequest, terms: PlanTerms) -> TradeRequest:
    """A trade with what its plan says where nothing else was said."""
    entry, stop, target = request.entry, request.stop, request.target
    if entry is None:
        entry = terms.reference_entry
    if stop is None and request.stop_distance is None:
        stop = terms.stop_loss_level
    if target is None:
        target = terms.take_profit_targets[0]
    size = request.size or terms.position_size
    return replace(request, size=size, entry=entry, stop=stop, target=target)


class IgnoredBlock(TypedDict):
    """A block that a trade followed all the same."""

    check_id: str
    checked_at: str
    rules: list[JsonValue]
    trade_id: str
    r_multiple: float | None


class HeededDocument(TypedDict):
    """What `HeededOut` says."""

    checks: int
    allowed: int
    warned: int
    blocked: int
    blocks_heeded: MetricDocument
    ignored: list[IgnoredBlock]


def heeded(session: Session, user_id: UUID, *, now: datetime) -> HeededDocument:
    """Whether blocks were heeded: no real trade in that instrument and direction followed within half an hour.

    A block whose half hour goes on is not counted yet.
    """
    latest = (
        select(InterlockCheck)
        .where(InterlockCheck.user_id == user_id, InterlockCheck.checked_at <= now - HEEDED_WITHIN)
        .order_by(InterlockCheck.checked_at.desc())
        .limit(MOST_CHECKS)
        .subquery()
    )
    check_row = aliased(InterlockCheck, latest)
    followed = and_(
        Trade.user_id == user_id,
        Trade.trade_type == TradeType.REAL,
        Trade.instrument == check_row.instrument,
        Trade.direction == check_row.direction,
        Trade.entry_time >= check_row.checked_at,
        Trade.entry_time <= check_row.checked_at + HEEDED_WITHIN,
    )
    statement = select(
        check_row.id,
        check_row.decision,
        check_row.checked_at,
        check_row.rules,
        Trade.id,
        Trade.r_multiple,
    ).outerjoin(Trade, followed)
    rows = session.execute(statement.order_by(check_row.checked_at.desc()))
    decisions: dict[UUID, Decision] = {}
    ignored: dict[UUID, IgnoredBlock] = {}
    for check_id, decision, checked_at, rules, trade_id, r in rows:
        decisions[check_id] = Decision(decision)
        if decision == Decision.BLOCK and trade_id is not None:
            ignored[check_id] = {
                "check_id": str(check_id),
                "checked_at": iso(checked_at),
                "rules": [rule["rule"] for rule in rules if rule["state"] == RuleMark.BLOCK],
                "trade_id": str(trade_id),
                "r_multiple": None if r is None else float(r),
            }
    counts = Counter(decisions.values())
    blocked = counts[Decision.BLOCK]
    return {
        "checks": len(decisions),
        "allowed": counts[Decision.ALLOW],
        "warned": counts[Decision.WARN],
        "blocked": blocked,
        "blocks_heeded": shown(proportion(blocked - len(ignored), blocked, HEEDED), now),
        "ignored": list(ignored.values())[:50],
    }
