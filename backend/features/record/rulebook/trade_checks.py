"""Use cases: weigh a trade that is about to be made, check one that was made, and what keeping the rules was worth."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.events import News
from backend.core.types import plain_decimal
from backend.features.market.calendars import market_calendar
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.rulebook import commitments, session_state
from backend.features.record.rulebook.book import SessionFigures, TradeIntent
from backend.features.record.rulebook.evaluation import decide, weigh
from backend.features.record.rulebook.models import (
    Commitment,
    RulebookVersion,
    SessionState,
    TradeRules,
)
from backend.features.record.rulebook.schemas import Decision, Mark, Rule, RuleState
from backend.features.record.rulebook.session_figures import figures
from backend.features.record.rulebook.versions import Standing, standing
from backend.features.record.trades import queries
from backend.features.record.trades.models import Trade, TradeType
from backend.features.record.trades.projection.kept_contract import kept_contract

MOST_TRADES = 200_000


@dataclass(frozen=True, slots=True)
class TradeRequest:
    """A trade that somebody has in mind; null where nothing was said.

    Attributes:
        stop_distance: from the entry to the stop in price, for a stop that was told in ticks or points.
        planned: whether a living plan covers it; null when nobody looked.
    """

    instrument: Instrument
    direction: str
    size: Decimal | None = None
    entry: Decimal | None = None
    stop: Decimal | None = None
    stop_distance: Decimal | None = None
    target: Decimal | None = None
    planned: bool | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer of the rules to a trade that is about to be made."""

    decision: Decision
    states: list[RuleState]
    standing: Standing
    figures: SessionFigures
    risk: Decimal | None
    overridden_until: datetime | None


def weigh_now(
    session: Session,
    user_id: UUID,
    request: TradeRequest,
    *,
    news: News,
    now: datetime,
) -> Evaluation:
    """Weigh a trade against the rulebook, the state of the session and the commitments, as things stand."""
    stands = standing(session, user_id, now)
    figured = session_state.refresh(session, user_id, stands, news=news, now=now)
    return _evaluate(session, user_id, request, stands, figured, now)


def has_rules(user_id: UUID | ColumnElement[UUID]) -> ColumnElement[bool]:
    """SQL for whether a trader ever gave themselves rules: without any, nothing needs to be weighed."""
    written = exists().where(RulebookVersion.user_id == user_id)
    return or_(written, exists().where(Commitment.user_id == user_id))


def look(session: Session, user_id: UUID, request: TradeRequest, *, now: datetime) -> Evaluation:
    """The same for a look that writes nothing: for facts, and for plans that are not yet trades."""
    stands = standing(session, user_id, now)
    currency, day = stands.book.money.currency, stands.book.day
    if stands.version:
        figured = figures(session, user_id, currency, day, at=now)
    else:
        figured = SessionFigures()
    return _evaluate(session, user_id, request, stands, figured, now)


def _evaluate(
    session: Session,
    user_id: UUID,
    request: TradeRequest,
    stands: Standing,
    figured: SessionFigures,
    now: datetime,
) -> Evaluation:
    intent = _intent(session, user_id, request, stands, now)
    states = [
        *sanity(request, now),
        *_lock_states(session, user_id, now),
        *weigh(stands.book, figured, intent),
    ]
    states += _reduced(session, user_id, request, stands, now)
    exception = session_state.override_at(session, user_id, now)
    if exception is not None:
        lifted = {*exception.rules, Rule.SESSION_STATE.value, Rule.COMMITMENT.value}
        states = [_lifted(state) if state.rule.value in lifted else state for state in states]
    until = exception.until if exception else None
    return Evaluation(decide(states), states, stands, figured, intent.risk, until)


def _lifted(state: RuleState) -> RuleState:
    if state.state is not Mark.BLOCK:
        return state
    return state.model_copy(
        update={"state": Mark.WARN, "reason": f"{state.reason} You have overridden this."}
    )


def _lock_states(session: Session, user_id: UUID, now: datetime) -> list[RuleState]:
    """The state of the session as marks; a pause that was promised is called by its own name."""
    states = []
    for hold in session_state.holds(session, user_id, now):
        promised = hold.rule.startswith("commitment:")
        mark = Mark.BLOCK if hold.state == SessionState.LOCKED else Mark.WARN
        reason = f"You promised yourself: {hold.reason}" if promised else hold.reason
        rule = Rule.COMMITMENT if promised else Rule.SESSION_STATE
        states.append(
            RuleState(
                rule=rule,
                state=mark,
                reason=reason,
                limit=None,
                value=hold.until.isoformat(),
            )
        )
    return states


def _reduced(
    session: Session,
    user_id: UUID,
    request: TradeRequest,
    stands: Standing,
    now: datetime,
) -> list[RuleState]:
    most = commitments.reduced_size(session, user_id, stands.book, request.instrument.symbol, now)
    if most is None:
        return []
    name = request.instrument.symbol
    reason = f"You promised yourself at most {plain_decimal(most)} {name} now."
    mark = Mark.UNKNOWN
    if request.size is not None:
        mark = Mark.BLOCK if request.size > most else Mark.OK
    size = None if request.size is None else plain_decimal(request.size)
    return [
        RuleState(
            rule=Rule.COMMITMENT,
            state=mark,
            reason=reason,
            limit=plain_decimal(most),
            value=size,
        )
    ]


def sanity(request: TradeRequest, now: datetime) -> list[RuleState]:
    """What is wrong by itself, whatever the rulebook says."""
    states, sign = [], 1 if request.direction == "long" else -1
    if (
        request.entry is not None
        and request.stop is not None
        and (request.entry - request.stop) * sign <= 0
    ):
        reason = "The stop is on the wrong side of the entry."
        states.append(RuleState(rule=Rule.STOP_SIDE, state=Mark.BLOCK, reason=reason))
    if (
        request.entry is not None
        and request.target is not None
        and (request.target - request.entry) * sign <= 0
    ):
        reason = "The target is on the wrong side of the entry."
        states.append(RuleState(rule=Rule.TARGET_SIDE, state=Mark.BLOCK, reason=reason))
    if market_calendar.is_open(now, request.instrument) is False:
        reason = f"The market of {request.instrument.symbol} is closed now."
        states.append(RuleState(rule=Rule.MARKET_HOURS, state=Mark.WARN, reason=reason))
    return states


def _intent(
    session: Session,
    user_id: UUID,
    request: TradeRequest,
    stands: Standing,
    now: datetime,
) -> TradeIntent:
    distance = request.stop_distance
    if distance is None and request.entry is not None and request.stop is not None:
        distance = abs(request.entry - request.stop)
    risk, unknown = None, None
    if distance is None:
        unknown = "Say entry and stop, and I weigh the risk."
    elif request.size is None:
        unknown = "Say the size, and I weigh the risk."
    else:
        money = distance * request.size * request.instrument.multiplier
        risk = in_base(session, user_id, money, request.instrument.currency, stands, now)
        if risk is None:
            base = stands.book.money.currency
            unknown = f"No rate from {request.instrument.currency} to {base} is known: give one, and I weigh the risk."
    return TradeIntent(
        instrument=request.instrument,
        direction=request.direction,
        size=request.size,
        entry=request.entry,
        stop=request.stop,
        target=request.target,
        risk=risk,
        risk_unknown=unknown,
        has_stop=request.stop is not None or request.stop_distance is not None,
        planned=request.planned,
        at=now,
    )


def in_base(
    session: Session,
    user_id: UUID,
    money: Decimal,
    currency: str,
    stands: Standing,
    at: datetime,
) -> Decimal | None:
    """Money in the trader's base currency; null where no rate of the last week is known."""
    base = stands.book.money.currency
    if currency == base:
        return money
    rate: Decimal | None = session.scalar(
        select(func.app_rate(user_id, currency, base, at.date())),
    )
    if rate is None:
        return None
    return money * rate


def check_trade(session: Session, user_id: UUID, trade_id: UUID, *, now: datetime) -> TradeRules:
    """Weigh a trade that was made against the rulebook and the record as they stood at its entry, and keep the marks.

    Raises:
        TradeNotFound
    """
    trade = queries.trade(session, user_id, trade_id)
    stands = standing(session, user_id, trade.entry_time)
    states = _as_it_was(session, user_id, trade, stands)
    broken = sorted({state.rule.value for state in states if state.state is Mark.BLOCK})
    is_known = any(state.state in (Mark.OK, Mark.WARN) for state in states)
    kept_if_known = True if is_known else None
    values = {
        "user_id": user_id,
        "number": stands.version.number if stands.version else 0,
        "kept": False if broken else kept_if_known,
        "broken": broken,
        "states": [state.model_dump(mode="json") for state in states],
        "checked_at": now,
    }
    statement = insert(TradeRules).values(trade_id=trade_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["trade_id"], set_=values))
    return TradeRules(trade_id=trade_id, **values)


def as_it_was(session: Session, user_id: UUID, trade: Trade) -> list[RuleState]:
    """How a trade stood to the rulebook of its entry, as the record stood then; nothing where nothing was limited."""
    return _as_it_was(session, user_id, trade, standing(session, user_id, trade.entry_time))


def _as_it_was(session: Session, user_id: UUID, trade: Trade, stands: Standing) -> list[RuleState]:
    if stands.version is None or trade.trade_type != TradeType.REAL:
        return []
    at = trade.entry_time
    base = stands.book.money.currency
    figured = figures(session, user_id, base, stands.book.day, at=at, without=trade.id)
    contract = kept_contract(trade)
    request = TradeRequest(
        contract,
        trade.direction,
        size=trade.max_size,
        entry=trade.entry_price,
        stop=trade.initial_stop_price,
        target=trade.target_price,
        planned=trade.trade_plan_id is not None,
    )
    return weigh(stands.book, figured, _intent(session, user_id, request, stands, at))


def trade_rules(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    *,
    now: datetime,
) -> dict[str, Any]:
    """The marks of a trade, checked anew.

    Raises:
        TradeNotFound
    """
    checked = check_trade(session, user_id, trade_id, now=now)
    return {
        "trade_id": trade_id,
        "version": checked.number or None,
        "kept": checked.kept,
        "broken": checked.broken,
        "rules": checked.states,
    }


@dataclass(frozen=True, slots=True)
class Outcomes:
    """R of checked trades; and by limit the R of those that broke it."""

    trades: int
    kept: int
    broken: int
    unknown: int
    r_kept: Any
    r_broken: Any
    by_rule: dict[str, tuple[int, Any]]


def outcomes(session: Session, user_id: UUID) -> Outcomes:
    """What trades that kept and broke the limits came to; the last 200,000."""
    statement = (
        select(TradeRules.kept, TradeRules.broken, Trade.r_multiple)
        .join(Trade, Trade.id == TradeRules.trade_id)
        .where(TradeRules.user_id == user_id, TradeRules.number > 0)
        .order_by(TradeRules.trade_id.desc())
        .limit(MOST_TRADES)
    )
    rows = session.execute(statement).all()
    by_rule: dict[str, list[Decimal | None]] = {}
    by_answer: dict[bool | None, list[Decimal | None]] = {True: [], False: [], None: []}
    for was_kept, broken, r in rows:
        by_answer[was_kept].append(r)
        for rule in broken:
            by_rule.setdefault(rule, []).append(r)
    return Outcomes(
        trades=len(rows),
        kept=len(by_answer[True]),
        broken=len(by_answer[False]),
        unknown=len(by_answer[None]),
        r_kept=_array(by_answer[True]),
        r_broken=_array(by_answer[False]),
        by_rule={
            rule: (len(results), _array(results)) for rule, results in sorted(by_rule.items())
        },
    )


def _array(values: Any) -> Any:
    return np.array([float(value) for value in values if value is not None], dtype=np.float64)
