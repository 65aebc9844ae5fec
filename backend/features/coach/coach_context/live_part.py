"""What depends on the moment: the session's state, living plans, today's check-in, markets, and what it is about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import KeyGone, Vault, WordsDamaged
from backend.core.types import plain_decimal
from backend.features.accounts.auth.models import User
from backend.features.coach.coach_context.cached_part import (
    MOST_MEMORIES,
    Sharer,
    seen_memories,
    trades_seen,
)
from backend.features.coach.coach_context.model import (
    Background,
    CheckInSeen,
    HoldSeen,
    Kept,
    MarketSeen,
    MemorySeen,
    PlanSeen,
)
from backend.features.coach.coach_context.models import Phase, SessionType
from backend.features.coach.memory import queries
from backend.features.coach.memory.models import JournalWords
from backend.features.coach.memory.service import WORDS
from backend.features.coach.memory.settings import CoachSettings
from backend.features.coach.memory.statement_matching import quoted, telling
from backend.features.market.calendars import market_calendar
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.instruments import Instrument, Kind
from backend.features.record.journal import queries as journal
from backend.features.record.journal.models import CheckIn
from backend.features.record.plans import queries as plans
from backend.features.record.plans.models import TradePlan
from backend.features.record.plans.schemas import Terms
from backend.features.record.rulebook import session_state
from backend.features.record.rulebook.schemas import Limits
from backend.features.record.rulebook.versions import standing
from backend.features.record.trades.models import Trade

MOST_PLANS = 20
MOST_MARKETS = 3
AHEAD = timedelta(days=14)  # no market is closed for longer
_UNITS = {"amount": "in money", "percent": "% of the account", "r": "R"}
_COUNTED = ("trades_per_day", "losses_in_a_row", "cooling_off_minutes", "open_positions")
MOST_FITTING = 40  # memories that are put in order for a message


@dataclass(frozen=True, slots=True)
class Subject:
    """What an answer is about, besides the record as a whole."""

    session_id: UUID | None = None
    session_type: SessionType = SessionType.PSYCHOLOGY
    phase: Phase | None = None
    trade_ids: tuple[UUID, ...] = ()
    plan_ids: tuple[UUID, ...] = ()
    missing: int = 0
    market_state: str | None = None


def at_this_moment(
    session: Session,
    user: User,
    kept: Kept,
    subject: Subject,
    settings: CoachSettings,
    keyring: Keyring,
    sharer: Sharer,
    *,
    words: str,
    now: datetime,
) -> Background:
    """The kept part with everything that depends on the moment and on what was said."""
    stands = standing(session, user.id, now)
    state = session_state.look(session, user.id, stands, now)
    markets = markets_of(session, user, kept, now)
    named = trades_seen(
        session, user.id, Trade.id.in_(subject.trade_ids), order=Trade.entry_time.desc(), limit=20, real=False
    ) if subject.trade_ids else ()  # fmt: skip
    living = plans.living(session, user.id, now)[:MOST_PLANS]
    asked = [
        plan
        for plan in _plans(session, user.id, subject.plan_ids)
        if plan.id not in {one.id for one in living}
    ]
    seen = _plans_seen(session, user.id, [*living, *asked])
    gone = (
        len(subject.trade_ids)
        - len(named)
        + len(subject.plan_ids)
        - sum(one.id in subject.plan_ids for one in seen)
    )
    day = stands.book.day.day
    return Background(
        now=now,
        zone=user.timezone,
        today=day,
        currency=user.base_currency,
        kept=kept,
        phase=subject.phase or phase_of(markets, kept, day),
        session_type=subject.session_type,
        holds=tuple(
            HoldSeen(one.rule, one.state.value, one.reason, one.until) for one in state.holds
        ),
        has_rulebook=state.version is not None,
        limits=limits_of(stands.book.limits) if stands.version else (),
        entered_today=state.trades_entered,
        net_today=state.net_result,
        r_today=state.r,
        plans=tuple(one for one in seen if one.id not in subject.plan_ids),
        check_in=check_in_of(session, user, now, settings, keyring),
        markets=markets,
        named=named,
        named_plans=tuple(one for one in seen if one.id in subject.plan_ids),
        missing=subject.missing + gone,
        memories=fitting(session, user.id, kept, words, keyring, sharer, now),
        market_state=subject.market_state,
    )


def fitting(
    session: Session,
    user_id: UUID,
    kept: Kept,
    words: str,
    keyring: Keyring,
    sharer: Sharer,
    now: datetime,
) -> tuple[MemorySeen, ...]:
    """Memories in the order in which they fit a message: words in common, then how sure they are."""
    said = set(telling(words))
    known = {one.id: one for one in kept.memories}
    if said and len(kept.memories) + kept.unreadable >= MOST_MEMORIES:
        hashes = [
            one[0] for word in sorted(said)[:100] for one in keyring.wanted([word], user_id, WORDS)
        ]
        more = queries.memories_with_words(session, user_id, hashes, now, limit=MOST_FITTING)
        fresh, _ = seen_memories([one for one in more if one.id not in known], keyring, sharer, now)
        known |= {one.id: one for one in fresh}

    def fit(one: MemorySeen) -> tuple[float, float, str]:
        return (
            len(one.words & said) / (1 + len(one.words)) ** 0.5 + one.confidence,
            one.confidence,
            str(one.id),
        )

    return tuple(sorted(known.values(), key=fit, reverse=True)[:MOST_FITTING])


def markets_of(session: Session, user: User, kept: Kept, now: datetime) -> tuple[MarketSeen, ...]:
    """The markets that the trader trades most of late, by their calendars."""
    often = Counter(one.instrument for one in (*kept.open_trades, *kept.trades[:50]))
    symbols = [symbol for symbol, _ in often.most_common(MOST_MARKETS)]
    found = []
    for symbol, contract in custom_instruments.contracts_for(session, user.id, symbols).items():
        found.append(_market(symbol, contract, now))
    return tuple(found)


def _market(symbol: str, contract: Instrument, now: datetime) -> MarketSeen:
    is_open = market_calendar.is_open(now, contract)
    if is_open is None or contract.kind is Kind.CRYPTO:
        return MarketSeen(symbol, is_open, is_holiday=False, opens_at=None, closes_at=None)
    ahead = market_calendar.hours(contract, now, now + AHEAD)
    if is_open:
        going = next((one for one in ahead if one.opens <= now < one.closes), None)
        return MarketSeen(
            symbol,
            is_open,
            is_holiday=False,
            opens_at=None,
            closes_at=going.closes if going else None,
        )
    local = now.astimezone(ZoneInfo(contract.zone)).date()
    around = {
        one.day
        for one in market_calendar.hours(contract, now - timedelta(days=2), now + timedelta(days=2))
    }
    is_holiday = local.weekday() < market_calendar.SATURDAY and local not in around
    return MarketSeen(
        symbol, is_open, is_holiday, opens_at=ahead[0].opens if ahead else None, closes_at=None
    )


def limits_of(limits: Limits) -> tuple[str, ...]:
    """The limits that a number tells, in words: daily loss 3 R, trades per day 5."""
    found = []
    for name, value in limits.model_dump(exclude_none=True).items():
        if isinstance(value, dict) and name != "position_size":
            found += [
                f"{name.replace('_', ' ')} {plain_decimal(one)} {_UNITS[unit]}"
                for unit, one in value.items()
            ]
        elif isinstance(value, int) and not isinstance(value, bool) and name in _COUNTED:
            found.append(f"{name.replace('_', ' ')} {value}")
    found += [
        name.replace("_", " ")
        for name in ("stop_required", "plan_required")
        if getattr(limits, name)
    ]
    return tuple(found)


def phase_of(markets: Sequence[MarketSeen], kept: Kept, today: date) -> Phase:
    """Where the day stands: by the market that is traded most; closed, by whether anything was traded today."""
    if kept.open_trades or (markets and markets[0].is_open):
        return Phase.IN_SESSION
    traded = any(one.exit_day == today or one.entry_day == today for one in kept.trades[:50])
    return Phase.POST_MARKET if traded else Phase.PRE_MARKET


def check_in_of(
    session: Session, user: User, now: datetime, settings: CoachSettings, keyring: Keyring
) -> CheckInSeen | None:
    """Today's check-in; its words only where the trader allows them."""
    found = journal.check_in(session, user.id, now.astimezone(ZoneInfo(user.timezone)).date())
    if found is None:
        return None
    seen = CheckInSeen(
        found.day, found.mood, found.energy, found.focus, found.stress, found.sleep_hours
    )
    if settings.journal_words is JournalWords.NOBODY or found.intention is None:
        return seen
    try:
        said = Vault(keyring, user.id, CheckIn.__tablename__).open(
            "intention", found.id, found.intention
        )
    except (KeyGone, WordsDamaged):
        return seen
    to_provider = settings.journal_words is JournalWords.PROVIDER
    return replace(seen, intention=quoted(said, longest=200), intention_to_provider=to_provider)


def _plans(session: Session, user_id: UUID, plan_ids: Sequence[UUID]) -> list[TradePlan]:
    if not plan_ids:
        return []
    return list(session.scalars(plans.plans_of(user_id).where(TradePlan.id.in_(plan_ids))))


def _plans_seen(session: Session, user_id: UUID, found: Sequence[TradePlan]) -> list[PlanSeen]:
    latest = plans.latest(session, user_id, found)
    seen = []
    for one in found:
        told = Terms.model_validate(latest[one.id].terms)
        seen.append(
            PlanSeen(
                one.id, quoted(one.title, longest=60), one.instrument, one.direction, one.version,
                told.stop_loss_level, told.position_size, one.expires_at,
            )
        )  # fmt: skip
    return seen
