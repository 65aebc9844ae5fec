"""Reads a trader's record as the detectors take it: round trips with their fills, stops, plans and declared rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text, true, tuple_
from sqlalchemy.orm import Session

from backend.features.accounts.auth import service as auth
from backend.features.coach.behaviour.detection.declared_rules import declared_rules
from backend.features.coach.behaviour.detection.missed_plans import missed_plans
from backend.features.coach.behaviour.detection.record_mapper import (
    AccountTerms,
    StoredPlan,
    StoredTrade,
    TradeColumns,
    position_of,
)
from backend.features.record.journal.models import CheckIn as JournalCheckIn
from backend.features.record.plans.models import InterlockCheck, PlanMark, PlanVersion
from backend.features.record.rulebook.schemas import Decision
from backend.features.record.trades import record_version
from backend.features.record.trades.accounts.models import Account as TradingAccount
from backend.features.record.trades.models import Trade, TradeEvent
from backend.features.record.trades.projection.standing_events import EventRecord
from backend.quant.behaviour.record import (
    CheckInRecord,
    DeclaredRules,
    Missed,
    Record,
    RoundTrip,
    Stream,
    TradeKind,
    record_of,
)

MOST_POSITIONS = (
    50_000  # of one trader, the latest ones: about 150 MB while the detectors look at them
)
PAGE = 2_000
BEFORE = timedelta(hours=4)  # an idea that is older than this is another one
MOST_CHECK_INS = 4_000  # ten years of days
_COLUMNS = (
    Trade.id,
    Trade.account_id,
    Trade.strategy_id,
    Trade.trade_type,
    Trade.instrument,
    Trade.currency,
    Trade.account_currency,
    Trade.tick_size,
    Trade.multiplier,
    Trade.direction,
    Trade.entry_time,
    Trade.entry_day,
    Trade.exit_day,
    Trade.exit_price,
    Trade.initial_stop_price,
    Trade.stop_price,
    Trade.target_price,
    Trade.fees,
    Trade.risk_amount,
    Trade.pnl,
    Trade.pnl_account,
    Trade.r_multiple,
    Trade.trade_plan_id,
    Trade.pattern_tags,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside the positions of one trader.

    Attributes:
        accounts: by id.
        declared: rules by account; practice has none.
        missed: plans that were not traded, by stream.
    """

    accounts: Mapping[UUID, AccountTerms]
    declared: Mapping[UUID, tuple[DeclaredRules, ...]]
    check_ins: tuple[CheckInRecord, ...]
    missed: Mapping[Stream, tuple[Missed, ...]]

    def record(self, stream: Stream, positions: Iterable[RoundTrip]) -> Record:
        """The record of one stream."""
        missed = self.missed.get(stream, ())
        if stream.kind is not TradeKind.REAL:
            return record_of(stream, positions, missed=missed)
        return record_of(
            stream,
            positions,
            declared=self.declared.get(UUID(str(stream.account)), ()),
            check_ins=self.check_ins,
            missed=missed,
        )


@dataclass(frozen=True, slots=True)
class RecordStanding:
    """How a record stands.

    Attributes:
        version: whatever changes later raises it.
        latest: when a trade was written last.
        changed: trades that were written since a moment, noted or not.
    """

    version: int
    trades: int
    latest: datetime | None
    changed: Sequence[UUID]


def surroundings(session: Session, user_id: UUID) -> Surroundings:
    """Accounts, declared rules, check-ins and plans that were missed."""
    user = auth.who_is(session, user_id)
    accounts: dict[UUID, AccountTerms] = {}
    rules: dict[UUID, tuple[DeclaredRules, ...]] = {}
    default_id: UUID | None = None

    @cache
    def declared_in(*, is_base: bool) -> _AccountRules:
        size = user.account_size if is_base else None
        declared = declared_rules(session, user_id, size=size, in_money=is_base)
        return _AccountRules(AccountTerms(size), tuple(declared))

    statement = select(TradingAccount.id, TradingAccount.currency, TradingAccount.is_default)
    for account in session.execute(statement.where(TradingAccount.user_id == user_id)):
        if account.is_default:
            default_id = account.id
        own = declared_in(is_base=account.currency == user.base_currency)
        accounts[account.id], rules[account.id] = own
    return Surroundings(
        accounts,
        rules,
        _check_ins(session, user_id),
        missed_plans(session, user_id, default_id),
    )


class _AccountRules(NamedTuple):
    """An account's terms and the rules that are in force in it."""

    terms: AccountTerms
    declared: tuple[DeclaredRules, ...]


def standing(session: Session, user_id: UUID, since: datetime | None) -> RecordStanding:
    """How the record stands; of what is read after this, nothing is older."""
    version = record_version.current(session, user_id)
    statement = text("""
        select count(*) as trades, max(updated_at) as latest,
            coalesce(array_agg(id) filter (where updated_at > :since), '{}') as changed
        from trades where user_id = :user_id
    """)
    row = session.execute(statement, {"user_id": user_id, "since": since}).one()
    return RecordStanding(
        version,
        row.trades,
        row.latest,
        [UUID(str(changed_id)) for changed_id in row.changed],
    )


def latest(
    session: Session,
    user_id: UUID,
    around: Surroundings,
) -> tuple[list[RoundTrip], frozenset[Stream]]:
    """The latest positions of all streams, and which of these have more than were read."""
    positions: list[RoundTrip] = []
    statement = _trades(user_id).order_by(Trade.entry_time.desc(), Trade.id.desc()).limit(PAGE)
    rows: Sequence[TradeColumns] = session.execute(statement).all()
    older: ColumnElement[bool] = true()
    while rows and len(positions) < MOST_POSITIONS:
        positions += _positions(session, user_id, rows, around)
        older = tuple_(Trade.entry_time, Trade.id) < (rows[-1].entry_time, rows[-1].id)
        rows = session.execute(statement.where(older)).all()
    if not rows:
        return positions, frozenset()
    left = select(Trade.trade_type, Trade.account_id).where(Trade.user_id == user_id, older)
    streams = session.execute(left.distinct())
    return positions, frozenset(
        Stream(TradeKind(row.trade_type), row.account_id) for row in streams
    )


def positions_of(
    session: Session,
    user_id: UUID,
    trade_ids: Sequence[UUID],
    around: Surroundings,
) -> list[RoundTrip]:
    """Positions by id; those that are gone are not among them."""
    positions: list[RoundTrip] = []
    for start in range(0, len(trade_ids), PAGE):
        page = trade_ids[start : start + PAGE]
        rows = session.execute(_trades(user_id).where(Trade.id.in_(page))).all()
        positions += _positions(session, user_id, rows, around)
    return positions


def _trades(user_id: UUID) -> Any:
    """A select of what positions are made of; its columns are too many to be typed."""
    return select(*_COLUMNS).where(Trade.user_id == user_id)


def _positions(
    session: Session,
    user_id: UUID,
    rows: Sequence[TradeColumns],
    around: Surroundings,
) -> list[RoundTrip]:
    ids = [row.id for row in rows]
    plan_ids = {row.trade_plan_id for row in rows if row.trade_plan_id is not None}
    plans = _plans(session, user_id, plan_ids)
    events = _events(session, user_id, ids)
    allowed = _allowed(session, user_id, ids)
    positions = []
    for row in rows:
        planned = None
        if row.trade_plan_id is not None:
            planned = plans.get(row.trade_plan_id)
        stored = StoredTrade(
            trade=row,
            events=events.get(row.id, []),
            planned=planned,
            allowed_at=allowed.get(row.id),
            account=around.accounts[row.account_id],
        )
        positions.append(position_of(stored))
    return positions


def _events(
    session: Session,
    user_id: UUID,
    trade_ids: Sequence[UUID],
) -> dict[UUID, list[EventRecord]]:
    """What happened to each trade, first to last."""
    statement = select(
        TradeEvent.trade_id,
        TradeEvent.id,
        TradeEvent.kind,
        TradeEvent.event_time,
        TradeEvent.recorded_time,
        TradeEvent.payload,
    )
    statement = statement.where(
        TradeEvent.user_id == user_id,
        TradeEvent.trade_id.in_(trade_ids),
    ).order_by(TradeEvent.trade_id, TradeEvent.seq)
    events: dict[UUID, list[EventRecord]] = defaultdict(list)
    for event in session.execute(statement):
        events[event.trade_id].append(event)
    return events


def _plans(session: Session, user_id: UUID, plan_ids: set[UUID]) -> dict[UUID, StoredPlan]:
    if not plan_ids:
        return {}
    versions: dict[UUID, list[PlanVersion]] = defaultdict(list)
    statement = select(PlanVersion).where(
        PlanVersion.user_id == user_id,
        PlanVersion.plan_id.in_(plan_ids),
    )
    for version in session.scalars(statement.order_by(PlanVersion.plan_id, PlanVersion.number)):
        versions[version.plan_id].append(version)
    marks: dict[UUID, list[PlanMark]] = defaultdict(list)
    marks_statement = select(PlanMark).where(
        PlanMark.user_id == user_id,
        PlanMark.plan_id.in_(plan_ids),
    )
    for mark in session.scalars(marks_statement.order_by(PlanMark.recorded_time, PlanMark.id)):
        marks[mark.plan_id].append(mark)
    return {
        plan_id: StoredPlan(plan_id, some, marks[plan_id]) for plan_id, some in versions.items()
    }


def _allowed(session: Session, user_id: UUID, trade_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the interlock first allowed such a trade within the hours before its entry."""
    statement = (
        select(Trade.id, func.min(InterlockCheck.checked_at).label("allowed_at"))
        .join(
            InterlockCheck,
            (InterlockCheck.user_id == Trade.user_id)
            & (InterlockCheck.instrument == Trade.instrument),
        )
        .where(
            Trade.user_id == user_id,
            Trade.id.in_(trade_ids),
            InterlockCheck.direction == Trade.direction,
        )
        .where(InterlockCheck.decision == Decision.ALLOW)
        .where(
            InterlockCheck.checked_at <= Trade.entry_time,
            InterlockCheck.checked_at > Trade.entry_time - BEFORE,
        )
        .group_by(Trade.id)
    )
    return {row.id: row.allowed_at for row in session.execute(statement)}


def _check_ins(session: Session, user_id: UUID) -> tuple[CheckInRecord, ...]:
    statement = select(
        JournalCheckIn.day,
        JournalCheckIn.updated_at,
        JournalCheckIn.mood,
        JournalCheckIn.energy,
        JournalCheckIn.focus,
        JournalCheckIn.stress,
        JournalCheckIn.sleep_hours,
    ).where(JournalCheckIn.user_id == user_id)
    check_ins = []
    latest_first = statement.order_by(JournalCheckIn.day.desc())
    for row in session.execute(latest_first.limit(MOST_CHECK_INS)):
        sleep_hours = None
        if row.sleep_hours is not None:
            sleep_hours = float(row.sleep_hours)
        check_in = CheckInRecord(
            session=row.day,
            time=row.updated_at,
            mood=row.mood,
            energy=row.energy,
            focus=row.focus,
            stress=row.stress,
            sleep_hours=sleep_hours,
        )
        check_ins.append(check_in)
    return tuple(check_ins)
