"""Use cases: weigh a trade that is about to be made, check one that was made, and what keeping the rules was worth."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.events import News
from backend.core.types import JsonObject, plain_decimal
from backend.features.record.rulebook import commitments, session_state
from backend.features.record.rulebook.book import SessionFigures, TradeIntent
from backend.features.record.rulebook.evaluation import decide, weigh
from backend.features.record.rulebook.models import (
    Commitment,
    Hold,
    RulebookVersion,
    SessionState,
    TradeRules,
)
from backend.features.record.rulebook.schemas import Decision, Rule, RuleMark, RuleState
from backend.features.record.rulebook.session_figures import figures
from backend.features.record.rulebook.session_state import SessionBrakes
from backend.features.record.rulebook.trade_request import TradeRequest, sanity
from backend.features.record.rulebook.versions import LimitsInForce, standing
from backend.features.record.trades import queries
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.accounts.models import AccountKind
from backend.features.record.trades.models import Trade, TradeType
from backend.features.record.trades.projection.kept_contract import kept_contract


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer of the rules to a trade that is about to be made."""

    decision: Decision
    states: list[RuleState]
    standing: LimitsInForce
    figures: SessionFigures
    risk: Decimal | None
    overridden_until: datetime | None
    brakes: SessionBrakes


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
    binding = commitments.alive(session, user_id, now)
    figured = session_state.refresh(session, user_id, stands, news=news, now=now, binding=binding)
    circumstances = _Circumstances(stands, figured, binding)
    return _evaluate(session, user_id, request, circumstances, now)


def has_rules(user_id: UUID | ColumnElement[UUID]) -> ColumnElement[bool]:
    """SQL for whether a trader ever gave themselves rules: without any, nothing needs to be weighed."""
    written = exists().where(RulebookVersion.user_id == user_id)
    return or_(
        written,
        exists().where(Commitment.user_id == user_id),
    )


def look(
    session: Session,
    user_id: UUID,
    request: TradeRequest,
    *,
    now: datetime,
) -> Evaluation:
    """The same for a look that writes nothing: for facts, and for plans that are not yet trades."""
    stands = standing(session, user_id, now)
    figured = SessionFigures()
    if stands.version is not None:
        currency = stands.book.money.currency
        figured = figures(session, user_id, currency, stands.book.day, at=now)
    circumstances = _Circumstances(stands, figured, commitments.alive(session, user_id, now))
    return _evaluate(session, user_id, request, circumstances, now)


@dataclass(frozen=True, slots=True)
class _Circumstances:
    """What a trade is weighed against: rules, the session so far, and the commitments that bind."""

    standing: LimitsInForce
    figures: SessionFigures
    binding: Sequence[Commitment]


def _evaluate(
    session: Session,
    user_id: UUID,
    request: TradeRequest,
    circumstances: _Circumstances,
    now: datetime,
) -> Evaluation:
    stands = circumstances.standing
    intent = _intent(session, user_id, request, stands, now)
    brakes = session_state.brakes(session, user_id, now)
    states = [
        *sanity(request, now),
        *map(_lock_state, brakes.holds),
        *weigh(stands.book, circumstances.figures, intent),
        *_reduced(session, user_id, request, circumstances, now),
    ]
    until = None
    exception = brakes.override
    if exception is not None:
        rules = {*exception.rules, Rule.SESSION_STATE.value, Rule.COMMITMENT.value}
        states = [_lifted(state, rules) for state in states]
        until = exception.until
    return Evaluation(
        decide(states),
        states,
        stands,
        circumstances.figures,
        intent.risk,
        until,
        brakes,
    )


def _lifted(state: RuleState, rules: Collection[str]) -> RuleState:
    """A state without its block, if an override speaks of its rule."""
    if state.state is not RuleMark.BLOCK or state.rule.value not in rules:
        return state
    return state.model_copy(
        update={"state": RuleMark.WARN, "reason": f"{state.reason} You have overridden this."}
    )


def _lock_state(hold: Hold) -> RuleState:
    """What holds as a mark; a pause that was promised is called by its own name."""
    mark = RuleMark.BLOCK if hold.state == SessionState.LOCKED else RuleMark.WARN
    rule, reason = Rule.SESSION_STATE, hold.reason
    if hold.rule.startswith("commitment:"):
        rule, reason = Rule.COMMITMENT, f"You promised yourself: {hold.reason}"
    return RuleState(
        rule=rule,
        state=mark,
        reason=reason,
        limit=None,
        value=hold.until.isoformat(),
    )


def _reduced(
    session: Session,
    user_id: UUID,
    request: TradeRequest,
    circumstances: _Circumstances,
    now: datetime,
) -> list[RuleState]:
    name = request.instrument.symbol
    most = commitments.reduced_size(
        session,
        user_id,
        circumstances.standing.book,
        circumstances.binding,
        name,
        now,
    )
    if most is None:
        return []
    mark, size = RuleMark.UNKNOWN, None
    if request.size is not None:
        mark = RuleMark.BLOCK if request.size > most else RuleMark.OK
        size = plain_decimal(request.size)
    state = RuleState(
        rule=Rule.COMMITMENT,
        state=mark,
        reason=f"You promised yourself at most {plain_decimal(most)} {name} now.",
        limit=plain_decimal(most),
        value=size,
    )
    return [state]


def _intent(
    session: Session,
    user_id: UUID,
    request: TradeRequest,
    stands: LimitsInForce,
    now: datetime,
) -> TradeIntent:
    risk, unknown = _risk(session, user_id, request, stands, now)
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


def _risk(
    session: Session,
    user_id: UUID,
    request: TradeRequest,
    stands: LimitsInForce,
    now: datetime,
) -> tuple[Decimal | None, str | None]:
    """Money to the stop in the trader's base currency, or why it is not known."""
    distance = request.stop_distance
    if distance is None and request.entry is not None and request.stop is not None:
        distance = abs(request.entry - request.stop)
    if distance is None:
        return None, "Say entry and stop, and I weigh the risk."
    if request.size is None:
        return None, "Say the size, and I weigh the risk."
    currency = request.instrument.currency
    money = distance * request.size * request.instrument.multiplier
    risk = in_base(session, user_id, money, currency, stands, now)
    if risk is not None:
        return risk, None
    base = stands.book.money.currency
    return None, f"No rate from {currency} to {base} is known: give one, and I weigh the risk."


def in_base(
    session: Session,
    user_id: UUID,
    money: Decimal,
    currency: str,
    stands: LimitsInForce,
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


def check_trade(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    *,
    now: datetime,
) -> TradeRules:
    """Weigh a trade that was made against the rulebook and the record as they stood at its entry, and keep the marks.

    Raises:
        TradeNotFound
    """
    queries.keep_from_deletion(session, user_id, trade_id)
    trade = queries.trade(session, user_id, trade_id)
    stands = standing(session, user_id, trade.entry_time)
    states = _as_it_was(session, user_id, trade, stands)
    broken = sorted({state.rule.value for state in states if state.state is RuleMark.BLOCK})
    values: dict[str, object] = {
        "user_id": user_id,
        "number": stands.version.number if stands.version else 0,
        "kept": _is_kept(states),
        "broken": broken,
        "states": [state.model_dump(mode="json") for state in states],
        "checked_at": now,
    }
    statement = insert(TradeRules).values(
        trade_id=trade_id,
        **values,
    )
    session.execute(statement.on_conflict_do_update(index_elements=["trade_id"], set_=values))
    return TradeRules(trade_id=trade_id, **values)


def _is_kept(states: Sequence[RuleState]) -> bool | None:
    """Whether no limit was broken; null where nothing was limited or nothing is known."""
    marks = {state.state for state in states}
    if RuleMark.BLOCK in marks:
        return False
    if marks & {RuleMark.OK, RuleMark.WARN}:
        return True
    return None


def as_it_was(session: Session, user_id: UUID, trade: Trade) -> list[RuleState]:
    """How a trade stood to the rulebook of its entry, as the record stood then; nothing where nothing was limited."""
    return _as_it_was(session, user_id, trade, standing(session, user_id, trade.entry_time))


def _as_it_was(
    session: Session,
    user_id: UUID,
    trade: Trade,
    stands: LimitsInForce,
) -> list[RuleState]:
    if stands.version is None or trade.trade_type != TradeType.REAL:
        return []
    if accounts.account(session, user_id, trade.account_id).kind == AccountKind.PAPER:
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


@dataclass(frozen=True, slots=True)
class CheckedTrade:
    """The marks of a trade, and the version of the rulebook that they are by; null where there was none."""

    trade_id: UUID
    version: int | None
    kept: bool | None
    broken: list[str]
    rules: list[JsonObject]


def trade_rules(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    *,
    now: datetime,
) -> CheckedTrade:
    """The marks of a trade, checked anew.

    Raises:
        TradeNotFound
    """
    row = check_trade(session, user_id, trade_id, now=now)
    return CheckedTrade(
        trade_id=trade_id,
        version=row.number or None,
        kept=row.kept,
        broken=row.broken,
        rules=row.states,
    )
