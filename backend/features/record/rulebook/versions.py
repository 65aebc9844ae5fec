"""Use cases of the rulebook's versions: write, read, and which one counts at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.errors import FieldProblem
from backend.features.accounts.auth import service as auth
from backend.features.market.calendars.trading_day import (
    MIDNIGHT,
    TradingClock,
    day_starts,
    trading_day,
    trading_span,
)
from backend.features.record.rulebook.book import Book, Money
from backend.features.record.rulebook.errors import BadRulebook, LooserToday
from backend.features.record.rulebook.limits.trade_limits import ANY_OTHER, symbol_of
from backend.features.record.rulebook.models import RulebookVersion
from backend.features.record.rulebook.schemas import (
    Limits,
    LossLimit,
    RiskLimit,
    Rule,
    RulebookOut,
    WriteRulebook,
)
from backend.features.record.trades.trading_clock import usual_clock

FURTHEST_DAYS = 400
# Built once: every check of a trade asks it.
_AT = (
    select(RulebookVersion)
    .where(
        RulebookVersion.user_id == bindparam("user_id"),
        RulebookVersion.effective_at <= bindparam("moment"),
    )
    .order_by(RulebookVersion.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class LimitsInForce:
    """The limits of a trader at a moment, with the session that it falls into."""

    version: RulebookVersion | None
    book: Book


def _versions(user_id: UUID) -> Select[RulebookVersion]:
    return select(RulebookVersion).where(RulebookVersion.user_id == user_id)


def at(session: Session, user_id: UUID, moment: datetime) -> RulebookVersion | None:
    """The version that counts at a moment: the latest one written, of those that have begun."""
    return session.scalars(_AT, {"user_id": user_id, "moment": moment}).one_or_none()


def standing(session: Session, user_id: UUID, moment: datetime) -> LimitsInForce:
    """The limits at a moment. Without a rulebook nothing is limited."""
    user = auth.who_is(session, user_id)
    version = at(session, user_id, moment)
    zone, turns_at, limits = user.timezone, MIDNIGHT, Limits()
    if version is not None:
        zone, turns_at = version.zone, version.day_turns_at
        limits = Limits.model_validate(version.limits)
    clock = _clock_of_limits(session, user_id, zone, turns_at, moment)
    money = Money(user.account_size, user.base_currency)
    return LimitsInForce(version, Book(limits, money, zone, clock, trading_span(moment, clock)))


def _clock_of_limits(
    session: Session,
    user_id: UUID,
    zone: str,
    turns_at: time,
    moment: datetime,
) -> TradingClock:
    """What days of limits are told by: the own turn of the day where there is one, then the usual market, then the zone."""
    if turns_at != MIDNIGHT:
        return TradingClock(zone, turns_at=turns_at)
    usual = usual_clock(session, user_id, at=moment)
    return usual or TradingClock(zone)


@dataclass(frozen=True, slots=True)
class CurrentVersions:
    """What counts now, and what begins later."""

    current: RulebookOut | None
    upcoming: RulebookOut | None
    version: int


def read(session: Session, user_id: UUID, *, now: datetime) -> CurrentVersions:
    """What counts now, and what begins later."""
    current = at(session, user_id, now)
    later = _versions(user_id).where(RulebookVersion.effective_at > now)
    if current is not None:
        later = later.where(RulebookVersion.number > current.number)
    latest_first = later.order_by(RulebookVersion.number.desc())
    upcoming = session.scalars(latest_first.limit(1)).one_or_none()
    latest = upcoming or current
    return CurrentVersions(
        _shown_or_null(current),
        _shown_or_null(upcoming),
        latest.number if latest else 0,
    )


def list_versions(session: Session, user_id: UUID) -> list[RulebookOut]:
    """All versions, latest first; the last 200."""
    statement = _versions(user_id).order_by(RulebookVersion.number.desc()).limit(200)
    return [shown(row) for row in session.scalars(statement)]


def shown(version: RulebookVersion) -> RulebookOut:
    """As the wire has it; limits that came to be later are not set in it."""
    return RulebookOut.model_validate(version)


def _shown_or_null(version: RulebookVersion | None) -> RulebookOut | None:
    if version is None:
        return None
    return shown(version)


def write(
    session: Session,
    user_id: UUID,
    body: WriteRulebook,
    *,
    now: datetime,
) -> RulebookOut:
    """Write a new version; the ones before stay as they were.

    The first one begins at once. A later one begins with the next session day, or with a day that is named: this one
    only where nothing becomes looser by it.

    Raises:
        BadRulebook: a day in the past or too far ahead.
        LooserToday
    """
    lock_key = func.hashtextextended(f"rulebook:{user_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(lock_key)))
    before = standing(session, user_id, now)
    zone = body.zone or before.book.zone
    turns_at = _turn_of_day(body, before)
    clock = _clock_of_limits(session, user_id, zone, turns_at, now)
    last_number = select(func.max(RulebookVersion.number)).where(RulebookVersion.user_id == user_id)
    number = (session.scalar(last_number) or 0) + 1
    day, begins = _begins(body, before, clock, now)
    version = RulebookVersion(
        user_id=user_id,
        number=number,
        limits=body.limits.model_dump(mode="json"),
        zone=zone,
        day_turns_at=turns_at,
        note=body.note,
        effective_day=day,
        effective_at=begins,
        created_at=now,
    )
    session.add(version)
    session.flush()
    changed(session, user_id, Resource.RULEBOOK, version=number)
    return shown(version)


def _turn_of_day(body: WriteRulebook, before: LimitsInForce) -> time:
    """When days turn under a new version: as before, if it says nothing of it."""
    if body.day_turns_at is not None:
        return body.day_turns_at
    if before.version is not None:
        return before.version.day_turns_at
    return MIDNIGHT


def _begins(
    body: WriteRulebook,
    before: LimitsInForce,
    clock: TradingClock,
    now: datetime,
) -> tuple[date, datetime]:
    """From when a version counts. A session that goes on ends by the clock of the rulebook under which it began."""
    today = trading_day(now, clock)
    day = body.effective_day
    if day is not None and day < today:
        problem = FieldProblem("effective_day", "This day is over.", "rulebook.past")
        raise BadRulebook(errors=(problem,))
    if day is not None and (day - today).days > FURTHEST_DAYS:
        problem = FieldProblem("effective_day", "This is too far ahead.", "rulebook.too_far")
        raise BadRulebook(errors=(problem,))
    if before.version is None and day in (None, today):
        return today, now
    ends = before.book.day.ends
    if day is None:
        return trading_day(ends, clock), ends
    if day > today:
        return day, max(ends, day_starts(day, clock))
    looser = _looser_now(before, body, clock)
    if looser:
        problems = [
            FieldProblem(f"limits.{name}", "This would be looser.", LooserToday.code)
            for name in looser
        ]
        raise LooserToday(errors=problems)
    return day, now


def _looser_now(before: LimitsInForce, body: WriteRulebook, clock: TradingClock) -> list[str]:
    """What a version that begins within a session would loosen; another turn of the day would end it early."""
    assert before.version is not None, "the first version loosens nothing"
    looser = looser_rules(before.book.limits, body.limits)
    if clock != before.book.clock:
        return [*looser, "day_turns_at"]
    return looser


def looser_rules(before: Limits, after: Limits) -> list[str]:
    """Which limits would allow something that was not allowed before, or only warn where they blocked."""
    comparisons = _comparisons(before, after)
    looser = [rule for rule, is_looser in comparisons.items() if is_looser]
    if set(after.warn_only) - set(before.warn_only):
        looser.append("warn_only")
    if after.caution_at_percent > before.caution_at_percent:
        looser.append("caution_at_percent")
    needs_more_losses = after.cooling_off_after_losses > before.cooling_off_after_losses
    if before.cooling_off_minutes is not None and needs_more_losses:
        looser.append("cooling_off_after_losses")
    return looser


Number = TypeVar("Number", int, Decimal)


def _comparisons(old: Limits, new: Limits) -> dict[str, bool]:
    """Whether each limit became looser."""
    return {
        Rule.RISK_PER_TRADE.value: _limit(old.risk_per_trade, new.risk_per_trade),
        Rule.DAILY_LOSS.value: _limit(old.daily_loss, new.daily_loss),
        Rule.WEEKLY_LOSS.value: _limit(old.weekly_loss, new.weekly_loss),
        Rule.TRADES_PER_DAY.value: _higher(old.trades_per_day, new.trades_per_day),
        Rule.LOSSES_IN_A_ROW.value: _higher(old.losses_in_a_row, new.losses_in_a_row),
        "cooling_off_minutes": _lower(
            old.cooling_off_minutes,
            new.cooling_off_minutes,
        ),
        Rule.POSITION_SIZE.value: _sizes(old.position_size, new.position_size),
        Rule.OPEN_POSITIONS.value: _higher(old.open_positions, new.open_positions),
        Rule.OPEN_RISK.value: _limit(old.open_risk, new.open_risk),
        Rule.CORRELATED_RISK.value: _limit(old.correlated_risk, new.correlated_risk),
        Rule.INSTRUMENTS.value: _wider(old.instruments, new.instruments),
        Rule.SESSIONS.value: _wider(old.sessions, new.sessions),
        Rule.NEWS.value: _fewer(old.news, new.news),
        Rule.MINIMUM_RISK_REWARD.value: _lower(
            old.minimum_risk_reward,
            new.minimum_risk_reward,
        ),
        Rule.STOP_REQUIRED.value: _given_up(old.stop_required, new.stop_required),
        Rule.PLAN_REQUIRED.value: _given_up(old.plan_required, new.plan_required),
    }


def _higher(old: Number | None, new: Number | None) -> bool:
    return old is not None and (new is None or new > old)


def _lower(old: Number | None, new: Number | None) -> bool:
    return old is not None and (new is None or new < old)


def _limit(old: RiskLimit | LossLimit | None, new: RiskLimit | LossLimit | None) -> bool:
    """Limits in different units cannot be compared: the new one counts as looser."""
    if old is None:
        return False
    if new is None:
        return True
    return any(_higher(amount, getattr(new, unit)) for unit, amount in old)


def _sizes(old: Mapping[str, Decimal], new: Mapping[str, Decimal]) -> bool:
    names = {symbol_of(name) for name in (*old, *new)}
    return any(_higher(_size_of(old, name), _size_of(new, name)) for name in names)


def _size_of(sizes: Mapping[str, Decimal], name: str) -> Decimal | None:
    known = {symbol_of(key): value for key, value in sizes.items()}
    return known.get(name, known.get(ANY_OTHER))


def _wider(old: Sequence[object] | None, new: Sequence[object] | None) -> bool:
    """A list of what is allowed: null allows everything."""
    if old is None:
        return False
    return new is None or any(name not in old for name in new)


def _fewer(old: Sequence[object], new: Sequence[object]) -> bool:
    """A list of what is forbidden."""
    return any(name not in new for name in old)


def _given_up(old: bool, new: bool) -> bool:
    return old and not new
