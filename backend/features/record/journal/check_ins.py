"""Use cases of check-ins: how the trader comes to a session, said before its first trade and not changed after it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.db import Actor, Database
from backend.core.encrypted_columns import Vault
from backend.core.ids import new_id
from backend.features.record.journal import queries
from backend.features.record.journal.errors import CheckInLocked, CheckInNotFound
from backend.features.record.journal.journal_days import bounds, refuse_unlikely
from backend.features.record.journal.models import MEASURES, CheckIn
from backend.features.record.journal.schemas import CheckInOut, DayRange, WriteCheckIn
from backend.features.record.trades import queries as trades
from backend.features.record.trades.models import Trade, TradeType

TABLE = CheckIn.__tablename__


def write_check_in(
    database: Database,
    actor: Actor,
    day: date,
    body: WriteCheckIn,
    keyring: Keyring,
    *,
    now: datetime,
) -> CheckInOut:
    """Write or change the check-in of a day; in a transaction of its own, because a lock outlives the refusal.

    Raises:
        BadDay
        CheckInLocked: the first real trade of the day is in the record; of what was begun after it, what was said.
    """
    with database.transaction(actor) as session:
        written = _write(session, actor.user_ids[0], day, body, keyring, now=now)
    if written is None:
        raise CheckInLocked
    return written


def add_measures(
    session: Session,
    user_id: UUID,
    day: date,
    measures: Mapping[str, object],
    keyring: Keyring,
    *,
    now: datetime,
) -> CheckInOut:
    """Say more of how the trader comes to a day; what was said of it before and is not said anew stays.

    Raises:
        BadDay
        CheckInLocked: the first real trade of the day is in the record.
        KeyGone, WordsDamaged
    """
    before: dict[str, object] = {}
    if queries.check_in(session, user_id, day) is not None:
        shown = read_check_in(session, user_id, day, keyring)
        before = {name: getattr(shown, name) for name in (*MEASURES, "note", "intention")}
    body = WriteCheckIn.model_validate(before | dict(measures))
    written = _write(session, user_id, day, body, keyring, now=now)
    if written is None:
        raise CheckInLocked
    return written


def read_check_in(
    session: Session,
    user_id: UUID,
    day: date,
    keyring: Keyring,
) -> CheckInOut:
    """The check-in of a day.

    Raises:
        CheckInNotFound, KeyGone, WordsDamaged
    """
    check_in = queries.check_in(session, user_id, day)
    if check_in is None:
        raise CheckInNotFound
    first_entry = trades.first_entry_of_day(session, user_id, day)
    return _shown(check_in, first_entry, Vault(keyring, user_id, TABLE))


def list_check_ins(
    session: Session,
    user_id: UUID,
    days: DayRange,
    keyring: Keyring,
    *,
    now: datetime,
) -> list[CheckInOut]:
    """Check-ins of some days, latest first.

    Raises:
        BadRange, KeyGone, WordsDamaged
    """
    first, last = bounds(session, user_id, days, now)
    begun = first_entries(session, user_id, first, last)
    vault = Vault(keyring, user_id, TABLE)
    return [
        _shown(check_in, begun.get(check_in.day), vault)
        for check_in in queries.check_ins(session, user_id, first, last)
    ]


def lock_day(
    session: Session,
    user_id: UUID,
    day: date,
    *,
    now: datetime,
) -> bool:
    """Lock the check-in of a day for good, if it has one and the first real trade of the day is in the record.

    Call it when a real trade was logged, with its `entry_day`. Later calls change nothing.

    Returns:
        Whether the day is locked now.
    """
    check_in = queries.check_in(session, user_id, day, lock=True)
    return check_in is not None and _locked(session, check_in, now=now)


class CheckInTimes(Protocol):
    """When a check-in was written, and whether it was marked as late."""

    @property
    def late(self) -> bool:
        """Written when a real trade of the day was in the record."""

    @property
    def updated_at(self) -> datetime:
        """Of its last change."""


def is_late(check_in: CheckInTimes, first_entry: datetime | None) -> bool:
    """Whether it may have been written by the day's result: marked so, or written after the first real entry.

    A trade may be logged hours after it was entered, so the moment of the entry counts, not that of the record.
    """
    return check_in.late or (first_entry is not None and first_entry < check_in.updated_at)


def first_entries(
    session: Session,
    user_id: UUID,
    first: date,
    last: date,
) -> Mapping[date, datetime]:
    """When the first real trade of each day was entered."""
    statement = (
        select(Trade.entry_day, func.min(Trade.entry_time))
        .where(
            Trade.user_id == user_id,
            Trade.trade_type == TradeType.REAL,
            Trade.entry_day.between(first, last),
        )
        .group_by(Trade.entry_day)
    )
    return dict(session.execute(statement).all())


def _write(
    session: Session,
    user_id: UUID,
    day: date,
    body: WriteCheckIn,
    keyring: Keyring,
    *,
    now: datetime,
) -> CheckInOut | None:
    refuse_unlikely(session, user_id, day, now)
    vault = Vault(keyring, user_id, TABLE)
    entered = trades.first_entry_of_day(session, user_id, day)
    row_id = new_id()
    row = {
        "id": row_id,
        "user_id": user_id,
        "day": day,
        **_columns(vault, row_id, body),
        "late": entered is not None,
        "locked_at": now if entered else None,
        "created_at": now,
        "updated_at": now,
    }
    statement = insert(CheckIn).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=["user_id", "day"])
    is_new = session.scalars(statement.returning(CheckIn.id)).one_or_none() is not None
    check_in = queries.check_in(session, user_id, day, lock=True)
    assert check_in is not None, "check-ins are never deleted"
    if not is_new:
        sentence: WriteCheckIn | None = body
        if _locked(session, check_in, now=now):
            sentence = _added(check_in, body, vault)
        if sentence is None:
            return None
        for name, value in _columns(vault, check_in.id, sentence).items():
            setattr(check_in, name, value)
        check_in.updated_at = now
        session.flush()
    return _shown(check_in, entered, vault)


def _added(check_in: CheckIn, body: WriteCheckIn, vault: Vault) -> WriteCheckIn | None:
    """What stands, with what was not said yet; null where something that was said would be another.

    Only of a check-in that is late: it counts in no comparison, so that what comes later can colour none. Words may go
    on, for they are saved while they are typed.
    """
    if not check_in.late:
        return None
    standing = {name: getattr(check_in, name) for name in MEASURES}
    for name in ("note", "intention"):
        standing[name] = vault.open_some(name, check_in.id, getattr(check_in, name))
    sentence = body.model_dump()
    for name, before in standing.items():
        if sentence[name] in (None, "") or before in (None, "", sentence[name]):
            continue
        if not (isinstance(before, str) and str(sentence[name]).startswith(before)):
            return None
    added = {name: sentence[name] for name in standing if sentence[name] not in (None, "")}
    return WriteCheckIn.model_validate(standing | added)


def _locked(session: Session, check_in: CheckIn, *, now: datetime) -> bool:
    """Whether a check-in that this transaction holds may not be changed; notes it down where it was not known."""
    if check_in.locked_at is None:
        entered = trades.first_entry_of_day(session, check_in.user_id, check_in.day)
        if entered is not None:
            check_in.locked_at = now
            check_in.late = is_late(check_in, entered)
            session.flush()
    return check_in.locked_at is not None


def _columns(vault: Vault, row_id: UUID, body: WriteCheckIn) -> dict[str, object]:
    measures = {name: getattr(body, name) for name in MEASURES}
    return {
        **measures,
        "note": vault.seal_some("note", row_id, body.note),
        "intention": vault.seal_some("intention", row_id, body.intention),
    }


def _shown(check_in: CheckIn, first_entry: datetime | None, vault: Vault) -> CheckInOut:
    return CheckInOut.model_construct(
        day=check_in.day,
        **{name: getattr(check_in, name) for name in MEASURES},
        note=vault.open_some("note", check_in.id, check_in.note),
        intention=vault.open_some("intention", check_in.id, check_in.intention),
        locked=check_in.locked_at is not None or first_entry is not None,
        locked_at=check_in.locked_at,
        late=is_late(check_in, first_entry),
        created_at=check_in.created_at,
        updated_at=check_in.updated_at,
    )
