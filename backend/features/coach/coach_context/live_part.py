"""What depends on the moment: the session's state, living plans, today's check-in, markets, and what it is about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import KeyGone, Vault, WordsDamaged
from backend.core.types import plain_decimal
from backend.features.accounts.auth.models import User
from backend.features.coach.coach_context.cached_part import (
    MOST_MEMORIES,
    memory_views,
    read_trades,
)
from backend.features.coach.coach_context.models import DayPhase
from backend.features.coach.coach_context.views import (
    AnswerSubject,
    CachedContext,
    CheckInView,
    CoachContext,
    HoldView,
    MarketView,
    MemoryView,
    PlanView,
    TradeView,
)
from backend.features.coach.memory.models import JournalWords
from backend.features.coach.memory.recall import memories_with_words
from backend.features.coach.memory.settings import CoachSettings
from backend.features.coach.memory.statement_matching import quoted, telling
from backend.features.market.calendars import market_calendar
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.instruments import Instrument, InstrumentKind
from backend.features.record.journal import queries as journal
from backend.features.record.journal.models import CheckIn
from backend.features.record.plans import queries as plans
from backend.features.record.plans.models import TradePlan
from backend.features.record.plans.schemas import PlanTerms
from backend.features.record.rulebook import session_state
from backend.features.record.rulebook.schemas import Limits
from backend.features.record.rulebook.versions import standing
from backend.features.record.trades.models import Trade

MOST_PLANS = 20
MOST_NAMED = 20
MOST_MARKETS = 3
LATEST = 50  # trades that say what is traded of late
MOST_FITTING = 40  # memories that are put in order for a message
AHEAD = timedelta(days=14)  # no market is closed for longer
_UNITS = {"amount": "in money", "percent": "% of the account", "r": "R"}
_COUNTED = ("trades_per_day", "losses_in_a_row", "cooling_off_minutes", "open_positions")
_DEMANDED = ("stop_required", "plan_required")


@dataclass(frozen=True, slots=True)
class Moment:
    """Whose moment it is, what is known already, and what it is read with; `provider` is who may be told."""

    session: Session
    user: User
    cached: CachedContext
    settings: CoachSettings
    keyring: Keyring
    provider: str | None
    now: datetime


class _Plans(NamedTuple):
    """Those that live, and those that the answer is about."""

    living: tuple[PlanView, ...]
    named: tuple[PlanView, ...]


def read_live_part(moment: Moment, subject: AnswerSubject, words: str) -> CoachContext:
    """The cached part with everything that depends on the moment and on what was said."""
    session, user, now = moment.session, moment.user, moment.now
    rules = standing(session, user.id, now)
    state = session_state.look(session, user.id, rules, now)
    today = rules.book.day.day
    markets = _markets(moment)
    named = _named_trades(moment, subject)
    trade_plans = _plans(moment, subject)
    deleted_trades = len(subject.trade_ids) - len(named)
    deleted_plans = len(subject.plan_ids) - len(trade_plans.named)
    holds = [HoldView(hold.rule, hold.state.value, hold.reason, hold.until) for hold in state.holds]
    return CoachContext(
        now=now,
        zone=user.timezone,
        today=today,
        currency=user.base_currency,
        cached=moment.cached,
        phase=subject.phase or _phase(markets, moment.cached, today),
        session_type=subject.session_type,
        holds=tuple(holds),
        has_rulebook=state.version is not None,
        limits=limits_in_words(rules.book.limits) if rules.version else (),
        entered_today=state.trades_entered,
        exited_today=state.trades_exited,
        net_today=state.net_result,
        r_today=state.r,
        plans=trade_plans.living,
        check_in=_check_in(moment, today),
        markets=markets,
        named=named,
        named_plans=trade_plans.named,
        missing=subject.missing + deleted_trades + deleted_plans,
        memories=_fitting_memories(moment, words),
        market_state=subject.market_state,
    )


def _named_trades(moment: Moment, subject: AnswerSubject) -> tuple[TradeView, ...]:
    if not subject.trade_ids:
        return ()
    return read_trades(
        moment.session,
        moment.user.id,
        Trade.id.in_(subject.trade_ids),
        order=Trade.entry_time.desc(),
        limit=MOST_NAMED,
        is_real=False,
    )


def _plans(moment: Moment, subject: AnswerSubject) -> _Plans:
    session, user_id = moment.session, moment.user.id
    rows = list(plans.living(session, user_id, moment.now)[:MOST_PLANS])
    living_ids = {plan.id for plan in rows}
    if subject.plan_ids:
        statement = plans.plans_of(user_id).where(TradePlan.id.in_(subject.plan_ids))
        of_subject = session.scalars(statement)
        rows += [plan for plan in of_subject if plan.id not in living_ids]
    views = _plan_views(moment, rows)
    living = [plan for plan in views if plan.id not in subject.plan_ids]
    named = [plan for plan in views if plan.id in subject.plan_ids]
    return _Plans(tuple(living), tuple(named))


def _plan_views(moment: Moment, rows: Sequence[TradePlan]) -> list[PlanView]:
    latest = plans.latest(moment.session, moment.user.id, rows)
    views = []
    for plan in rows:
        terms = PlanTerms.model_validate(latest[plan.id].terms)
        view = PlanView(
            id=plan.id,
            title=quoted(plan.title, longest=60),
            instrument=plan.instrument,
            direction=plan.direction,
            version=plan.version,
            stop=terms.stop_loss_level,
            size=terms.position_size,
            expires_at=plan.expires_at,
        )
        views.append(view)
    return views


def _fitting_memories(moment: Moment, words: str) -> tuple[MemoryView, ...]:
    """Memories in the order in which they fit a message: words in common, then how sure they are."""
    cached = moment.cached
    message_words = set(telling(words))
    by_id = {memory.id: memory for memory in cached.memories}
    has_more = len(cached.memories) + cached.unreadable >= MOST_MEMORIES
    if message_words and has_more:
        more = memories_with_words(
            moment.session,
            moment.user.id,
            message_words,
            moment.keyring,
            but=by_id.keys(),
            limit=MOST_FITTING,
            now=moment.now,
        )
        for memory in memory_views(more.memories, moment.provider):
            by_id[memory.id] = memory

    def fit(memory: MemoryView) -> tuple[float, float, str]:
        in_common = len(memory.words & message_words) / (1 + len(memory.words)) ** 0.5
        return in_common + memory.confidence, memory.confidence, str(memory.id)

    return tuple(sorted(by_id.values(), key=fit, reverse=True)[:MOST_FITTING])


def _markets(moment: Moment) -> tuple[MarketView, ...]:
    """The markets that the trader trades most of late, by their calendars."""
    trades = (*moment.cached.open_trades, *moment.cached.trades[:LATEST])
    counts = Counter(trade.instrument for trade in trades)
    symbols = [symbol for symbol, _ in counts.most_common(MOST_MARKETS)]
    contracts = custom_instruments.contracts_for(moment.session, moment.user.id, symbols)
    return tuple(_market(symbol, contract, moment.now) for symbol, contract in contracts.items())


def _market(symbol: str, contract: Instrument, now: datetime) -> MarketView:
    is_open = market_calendar.is_open(now, contract)
    view = MarketView(symbol, is_open, is_holiday=False, opens_at=None, closes_at=None)
    if is_open is None or contract.kind is InstrumentKind.CRYPTO:
        return view
    ahead = market_calendar.hours(contract, now, now + AHEAD)
    if is_open:
        closings = [hours.closes for hours in ahead if hours.opens <= now < hours.closes]
        return replace(view, closes_at=next(iter(closings), None))
    openings = [hours.opens for hours in ahead]
    standing_now = market_calendar.market_hours(now, contract)
    is_holiday = standing_now is not None and standing_now.is_holiday
    return replace(view, is_holiday=is_holiday, opens_at=next(iter(openings), None))


def limits_in_words(limits: Limits) -> tuple[str, ...]:
    """The limits that a number tells: daily loss 3 R, trades per day 5."""
    words = []
    for name, value in limits.model_dump(exclude_none=True).items():
        plain_name = name.replace("_", " ")
        if isinstance(value, dict) and name != "position_size":
            for unit, amount in value.items():
                words.append(f"{plain_name} {plain_decimal(amount)} {_UNITS[unit]}")
        elif isinstance(value, int) and not isinstance(value, bool) and name in _COUNTED:
            words.append(f"{plain_name} {value}")
    words += [name.replace("_", " ") for name in _DEMANDED if getattr(limits, name)]
    return tuple(words)


def _phase(markets: Sequence[MarketView], cached: CachedContext, today: date) -> DayPhase:
    """Where the day stands: by the market that is traded most; closed, by whether anything was traded today."""
    if cached.open_trades or (markets and markets[0].is_open):
        return DayPhase.IN_SESSION
    has_traded = any(today in (trade.exit_day, trade.entry_day) for trade in cached.trades[:LATEST])
    if has_traded:
        return DayPhase.POST_MARKET
    return DayPhase.PRE_MARKET


def _check_in(moment: Moment, today: date) -> CheckInView | None:
    """The check-in of the session that goes on; its words only where the trader allows them."""
    user, allowed = moment.user, moment.settings.journal_words
    row = journal.check_in(moment.session, user.id, today)
    if row is None:
        return None
    view = CheckInView(row.day, row.mood, row.energy, row.focus, row.stress, row.sleep_hours)
    if allowed is JournalWords.NOBODY or row.intention is None:
        return view
    vault = Vault(moment.keyring, user.id, CheckIn.__tablename__)
    try:
        intention = vault.open("intention", row.id, row.intention)
    except (KeyGone, WordsDamaged):
        return view
    return replace(
        view,
        intention=quoted(intention, longest=200),
        intention_to_provider=allowed is JournalWords.PROVIDER,
    )
